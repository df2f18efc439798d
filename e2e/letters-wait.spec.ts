import { sql } from "drizzle-orm"
import { expect, expectAccessible, newPhone, test } from "@/e2e/world"

const SAID = "Twilio: 401 20003 Authenticate"

test("while a provider refuses our account, the record, the operator and readiness say so, and then the letter goes out", async ({
  page,
  browser,
  world,
}) => {
  const acme = await world.enterprise()
  // Text messages alone, for the letters of the tests beside this one are mail.
  await world.run(sql`
    insert into refused_channels (channel, since, reason, next_probe_at)
    values ('sms', clock_timestamp(), ${SAID}, clock_timestamp() + interval '1 day')`)
  try {
    const phone = newPhone()
    await world.invite(acme, phone)
    await world.logIn(page.context(), acme.owner)
    const records = `/${acme.id}/enterprise/members?tab=records`
    const record = page.locator("main tr").filter({ hasText: phone.slice(-4) })
    await page.goto(records)
    await expect(record).toContainText("Waiting: the SMS account was rejected.")
    await expect(record.getByRole("button", { name: /Retry/ })).toHaveCount(0)
    await expectAccessible(page)
    await page.context().addCookies([{ name: "locale", value: "zh-CN", url: process.env.MUSTER_ORIGIN }])
    await page.goto(records)
    await expect(record).toContainText("等待中：短信账号被服务商拒绝。")

    const ready = await page.request.get("/api/health/ready")
    expect(ready.status()).toBe(200)
    expect(await ready.json()).toMatchObject({ status: "ready", refused: ["sms"] })

    const desk = await browser.newPage()
    await world.logIn(desk.context(), await world.operator())
    await desk.goto("/operator")
    await expect(desk.getByText("Text message delivery is paused: the SMS account was rejected")).toBeVisible()
    await expect(desk.getByText(SAID)).toBeVisible()
    await expectAccessible(desk)
    await desk.close()

    await world.run(sql`update refused_channels set next_probe_at = clock_timestamp() where channel = 'sms'`)
    await expect(async () => {
      await page.goto(records)
      await expect(record).not.toContainText("短信", { timeout: 1000 })
      const delivery = sql`select delivery from handshakes where subject = ${phone}`
      expect(await world.run(delivery)).toEqual([{ delivery: "sent" }])
    }).toPass()
    expect(await world.run(sql`select 1 from refused_channels where channel = 'sms'`)).toHaveLength(0)
  } finally {
    await world.run(sql`delete from refused_channels where channel = 'sms'`)
  }
})
