import { expect, expectAccessible, newEmail, takenOver, test } from "@/e2e/world"

const HERE = "Open the link from your message here"

test("a letter's page in another browser says to open the link there, and the link works", async ({
  page,
  browser,
  world,
}) => {
  const acme = await world.enterprise()
  const links = {
    invite: (await world.invite(acme, newEmail())).path,
    confirm: (await world.transfer(acme, await world.member(acme.id))).path,
    activate: (await world.bind(acme, await world.createAccount(acme))).path,
  }
  const elsewhere = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
  const there = await elsewhere.newPage()
  for (const [name, path] of Object.entries(links)) {
    await page.goto(path)
    await expect(page).toHaveURL(`/${name}`)
    const title = await page.getByRole("heading", { level: 1 }).innerText()
    await there.goto(page.url())
    await expect(there.getByRole("heading", { name: HERE })).toBeVisible()
    await there.goto(path)
    await expect(there.getByRole("heading", { level: 1 })).toHaveText(title, { useInnerText: true })
  }
  await elsewhere.close()
})

test("a browser that keeps no cookies is told how to open the link", async ({ page, world }) => {
  const { path } = await world.invite(await world.enterprise(), newEmail())
  const answer = await fetch(`${process.env.MUSTER_ORIGIN}${path}`)
  expect(answer.redirected).toBe(true)
  expect(await answer.text()).toContain(HERE)
  await page.goto("/invite")
  await expect(page.getByText("allow cookies for this site")).toBeVisible()
  await expectAccessible(page)
})

test("an hour later the page says where the link is, and one that stayed open is still answered", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const guest = await world.person()
  const { path } = await world.invite(acme, guest.address)
  await world.logIn(page.context(), guest)
  await page.goto(path)
  await takenOver(page)
  const forget = () => page.context().clearCookies({ name: "muster-letter-invite" })
  await forget()
  const late = await page.context().newPage()
  await late.goto("/invite")
  await expect(late.getByRole("heading", { name: HERE })).toBeVisible()
  await late.getByRole("link", { name: "your account page" }).click()
  await expect(late.getByRole("button", { name: `View the invitation to ${acme.name}` })).toBeVisible()
  await page.getByRole("button", { name: "Accept" }).click()
  await expect(page.getByRole("link", { name: `Open ${acme.name}` })).toBeVisible()
})
