import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { testDatabase } from "../../db/testing"
import { codeFor } from "../codes"
import { tokenFor } from "../handshake/token"
import { currentKeyId } from "../secrets"
import { renderLetter } from "./render"
import { askForCode, enterprise, invite, lettersOf, onlyLetter, write } from "./testing/world"

const origin = "http://localhost:3000"
let world: Awaited<ReturnType<typeof testDatabase>>
let northwind: Awaited<ReturnType<typeof enterprise>>

beforeAll(async () => {
  world = await testDatabase()
  northwind = await enterprise(world.db)
})
afterAll(() => world.close())

describe("An invitation", () => {
  it("says in English who invites, to what, as what, until when, and where to answer", async () => {
    const { subject, html, text, link } = await invited({ words: { role: "dev_admin" } })
    expect(subject).toBe("You are invited to join Northwind on Muster")
    for (const part of [html, text]) {
      expect(part).toContain("Ann Lee invites you to join Northwind on Muster.")
      expect(part).toContain("Your role: dev_admin")
      expect(part).toContain("Manages applications, API keys, and logs.")
      expect(part).toMatch(/You can answer until \w+ \d+, \d{4} at .+ UTC\./)
      expect(part).toContain("If you did not expect this invitation, ignore this letter.")
      expect(part).toContain(link)
    }
    expect(html).toContain(`href="${link}"`)
  })

  it("says the same in Chinese", async () => {
    const { subject, html, text, link } = await invited({ locale: "zh-CN", words: { role: "finance_admin" } })
    expect(subject).toBe("邀请您在 Muster 上加入Northwind")
    for (const part of [html, text]) {
      expect(part).toContain("Ann Lee 邀请您在 Muster 上加入Northwind。")
      expect(part).toContain("您的角色：finance_admin")
      expect(part).toContain("管理账单和财务操作。")
      expect(part).toMatch(/请在 \d{4}年\d+月\d+日.+UTC 之前答复。/)
      expect(part).toContain(link)
    }
    expect(html).toContain('lang="zh-CN"')
  })

  it("quotes the note as the sender's own words, as plain text", async () => {
    const { html, text } = await invited({ words: { note: "Welcome!\n<img src=x onerror=alert(1)> <b>Click</b>" } })
    expect(text).toContain("In the sender’s own words:\n\n> Welcome!\n> <img src=x onerror=alert(1)> <b>Click</b>")
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt; &lt;b&gt;Click&lt;/b&gt;")
    expect(html).not.toContain("<img")
  })

  it("turns nothing that a stranger wrote into a link", async () => {
    const { html, text } = await invited({ words: { note: "see https://evil.example/login", inviter: "evil.example" } })
    for (const part of [html, text]) expect(part).not.toMatch(/evil\.example|https:\/\/evil/)
    expect(html.match(/href="([^"]+)"/g)?.every((href) => href.startsWith(`href="${origin}/invite?token=`))).toBe(true)
  })

  it.each(["evil.example", "www evil", "https://evil.example", "中奖。公司", "Acme (acme.io)"])(
    "keeps the name %s out of its subject",
    async (organization) => {
      const { subject } = await invited({ words: { organization } })
      expect(subject).toBe("You are invited to join an organization on Muster")
    },
  )

  it.each(["Acme Inc.", "Smith & Sons, Ltd.", "A. B. Meyer", "北京远望科技有限公司"])(
    "names %s in its subject",
    async (organization) => {
      const { subject } = await invited({ words: { organization } })
      expect(subject).toBe(`You are invited to join ${organization} on Muster`)
    },
  )

  it("cannot be given a second header by a name", async () => {
    const organization = "Acme\r\nBcc: victim@example.com\u0007\u202egnp"
    const { subject } = await invited({ words: { organization } })
    expect(subject).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it("fits a text message", async () => {
    const { subject, html, text, link } = await invited({ to: "+8613800138000" })
    expect(html).toBeNull()
    expect(subject).not.toBe("")
    expect(text).toMatch(/^Ann Lee invites you to join Northwind on Muster\. Answer until .+ UTC: http/)
    expect(text).toContain(link)
  })
})

describe("A code", () => {
  it.each([
    ["en", "It can be used once, within 10 minutes.", "No one from Muster will ever ask for it."],
    ["zh-CN", "仅可使用一次，10 分钟内有效。", "Muster 的任何人都不会向您索要验证码。"],
  ] as const)("stands in the letter with its lifetime and a warning (%s)", async (locale, lifetime, warning) => {
    const to = `code-${locale.toLowerCase()}@example.com`
    const id = await askForCode(world.db, { channel: "email", address: to }, locale)
    const { subject, html, text } = await rendered(to)
    for (const part of [html, text]) for (const words of [codeFor(id), lifetime, warning]) expect(part).toContain(words)
    expect(subject).not.toContain(codeFor(id))
  })

  it("fits a text message", async () => {
    const to = "+8613800138001"
    const id = await askForCode(world.db, { channel: "sms", address: to }, "zh-CN")
    expect((await rendered(to)).text).toBe(
      `【Muster】验证码 ${codeFor(id)}，10 分钟内有效。Muster 的任何人都不会向您索要验证码。`,
    )
  })
})

describe("The other letters", () => {
  it.each([
    ["en", "A new invitation link is wanted", "Invite this contact again if you still want this person to join."],
    ["zh-CN", "有人请求新的邀请链接", "如果仍希望对方加入，请再次邀请"],
  ] as const)("lead the super admin to the record whose link is wanted anew (%s)", async (locale, title, advice) => {
    const to = `owner-${locale.toLowerCase()}@example.com`
    const words = { contact: "bob+1@example.com", organization: "Northwind", organizationId: northwind.id }
    await write(world.db, "new-link-wanted", to, words, locale)
    const { subject, text } = await rendered(to)
    expect(subject).toBe(title)
    expect(text).toContain(advice)
    expect(text).toContain(`${origin}/${northwind.id}/enterprise/members?tab=records&q=bob%2B1%40example.com`)
  })

  it.each([
    ["en", "account-exists", "You already have a Muster account", "Nothing was changed."],
    ["zh-CN", "account-exists", "您已有 Muster 账号", "账号没有任何变化。"],
    ["en", "password-changed", "Your Muster password was changed", "If it was not you"],
    ["zh-CN", "password-changed", "您的 Muster 密码已修改", "如果不是您本人操作"],
  ] as const)("lead to the login page (%s %s)", async (locale, template, title, advice) => {
    const to = `${template}-${locale.toLowerCase()}@example.com`
    await write(world.db, template, to, {}, locale)
    const { subject, html, text } = await rendered(to)
    expect(subject).toBe(title)
    for (const part of [html, text]) expect(part).toContain(advice)
    expect(html).toContain(`href="${origin}/login"`)
  })

  it("load nothing from anywhere and bring no script or style sheet", async () => {
    const { html } = await invited()
    expect(html).not.toMatch(/<(img|script|style|link|iframe)\b|url\(|@import|src=/i)
  })

  it("read the same at every try, as the provider's idempotency demands", async () => {
    const id = await invite(world.db, northwind)
    const [letter] = await lettersOf(world.db, id)
    if (!letter) throw new Error("No letter")
    expect(await renderLetter(world.db, letter)).toEqual(await renderLetter(world.db, letter))
  })
})

async function invited(invitation: Parameters<typeof invite>[2] = {}) {
  const id = await invite(world.db, northwind, invitation)
  const [letter] = await lettersOf(world.db, id)
  const written = letter && (await renderLetter(world.db, letter))
  if (!written) throw new Error("No letter")
  const token = tokenFor({ id, kind: "invitation", generation: 1, keyId: currentKeyId() })
  return { ...written, html: written.html as string, link: `${origin}/invite?token=${token}` }
}

async function rendered(to: string) {
  const written = await renderLetter(world.db, await onlyLetter(world.db, to))
  if (!written) throw new Error("No letter")
  return written
}
