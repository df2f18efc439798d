import { expect, expectAccessible, newEmail, test } from "@/e2e/world"

test("R8 finance_admin finds who pays, how the seats are used, and the invitations of each month, also as a file", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ quota: 40 })
  const finance = await world.member(acme.id, "finance_admin")
  for (let n = 0; n < 2; n++) await world.invite(acme, newEmail())
  await world.logIn(page.context(), finance)
  await page.goto(`/${acme.id}/account/overview`)
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Billing" }).click()
  await expect(page.getByRole("heading", { name: "Billing", level: 1 })).toBeVisible()
  const main = page.getByRole("main")
  await expect(main).toContainText(acme.owner.address)
  await expect(main).toContainText("4 of 40 used")
  const row = page.getByRole("table", { name: "Invitations by month" }).getByRole("row").nth(1)
  await expect(row).toHaveText(/^[A-Z][a-z]+ 20\d\d20$/)
  await expectAccessible(page)
  const download = page.waitForEvent("download")
  await page.getByRole("link", { name: "Export CSV" }).click()
  expect((await download).suggestedFilename()).toBe(`billing-${acme.id}.csv`)
  const csv = await (await page.request.get(`/${acme.id}/enterprise/billing/export`)).text()
  expect(csv).toMatch(/^\uFEFFMonth,Sent,Accepted\r\n20\d\d-\d\d,2,0\r\n/)
})

test("a full organization is told what frees a seat", async ({ page, world }) => {
  const acme = await world.enterprise({ quota: 2 })
  await world.invite(acme, newEmail())
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/billing`)
  await expect(page.getByText("All seats are taken.")).toBeVisible()
  await expectAccessible(page)
})

test("R8 billing and its file are forbidden to every other role, and do not exist for strangers", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const paths = [`/${acme.id}/enterprise/billing`, `/${acme.id}/enterprise/billing/export`]
  const expected = [
    [acme.owner, 200],
    [await world.member(acme.id, "finance_admin"), 200],
    [await world.member(acme.id, "admin"), 403],
    [await world.member(acme.id, "dev_admin"), 403],
    [await world.member(acme.id), 403],
    [await world.person(), 404],
  ] as const
  for (const [who, status] of expected) {
    await world.logIn(page.context(), who)
    for (const path of paths) {
      const answer = await page.request.get(path, { headers: { accept: "*/*" } })
      expect(answer.status(), path).toBe(status)
      expect((await answer.text()).includes(acme.owner.address), path).toBe(status === 200 && path === paths[0])
    }
  }
})
