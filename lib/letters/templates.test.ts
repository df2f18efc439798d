import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { accounts, letters } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { startVerification } from "@/lib/accounts/contacts/proving"
import { forgotPassword } from "@/lib/accounts/login"
import { register } from "@/lib/accounts/registration"
import { resendCode } from "@/lib/accounts/verification"
import { contactOf } from "@/lib/core/contacts"
import { databaseClock } from "@/lib/core/context"
import { codeFor, currentKeyId } from "@/lib/core/secrets"
import { tokenFor } from "@/lib/core/tokens"
import { accept, decline } from "@/lib/handshake"
import { viewInvitation } from "@/lib/invitations/invitations"
import { renderLetter } from "@/lib/letters/render"
import { updateProfile } from "@/lib/organizations/profile"
import { forms } from "@/lib/shared/forms"
import type { Locale } from "@/lib/shared/roles"
import {
  clockAfter,
  invited as invitedTo,
  member,
  newEmail,
  newPhone,
  organization,
  PASSWORD,
  person,
  transferring,
} from "@/lib/testing"
import { askForCode, enterprise, invite, lettersOf, onlyLetter, write } from "@/lib/testing/letters/world"

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
      expect(part).toMatch(/Respond by \w+ \d+, \d{4} at .+ UTC\./)
      expect(part).toContain("If you were not expecting this invitation, you can ignore this email.")
      expect(part).toContain(link)
    }
    expect(html).toContain(`href="${link}"`)
  })

  it("says the same in Chinese", async () => {
    const { subject, html, text, link } = await invited({ locale: "zh-CN", words: { role: "finance_admin" } })
    expect(subject).toBe("邀请您在 Muster 上加入 Northwind")
    for (const part of [html, text]) {
      expect(part).toContain("Ann Lee 邀请您在 Muster 上加入 Northwind。")
      expect(part).toContain("您的角色：finance_admin")
      expect(part).toContain("管理账单和财务操作。")
      expect(part).toMatch(/请在 \d{4}年\d+月\d+日.+UTC 之前处理。/)
      expect(part).toContain(link)
    }
    expect(html).toContain('lang="zh-CN"')
  })

  it("quotes the note as the sender's, as plain text", async () => {
    const { html, text } = await invited({ words: { note: "Welcome!\n<img src=x onerror=alert(1)> <b>Click</b>" } })
    expect(text).toContain("Note from the sender:\n\n> Welcome!\n> <img src=x onerror=alert(1)> <b>Click</b>")
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt; &lt;b&gt;Click&lt;/b&gt;")
    expect(html).not.toContain("<img")
  })

  it("turns nothing that a stranger wrote into a link", async () => {
    const { html, text } = await invited({ words: { note: "see https://evil.example/login", inviter: "evil.example" } })
    for (const part of [html, text]) expect(part).not.toMatch(/evil\.example|https:\/\/evil/)
    const own = new RegExp(`^href="${origin}/(?:invite|opt-out)\\?token=`)
    expect(html.match(/href="([^"]+)"/g)?.every((href) => own.test(href))).toBe(true)
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

  it.each([
    ["en", "No more invitations from Northwind"],
    ["zh-CN", "不再接收 Northwind 的邀请"],
  ] as const)("has a link against more of its sender, at its end (%s)", async (locale, words) => {
    const { html, text, optOut } = await invited({ locale })
    expect(optOut).toMatch(/^http:\/\/localhost:3000\/opt-out\?token=[\w-]{64}$/)
    expect(html).toContain(`href="${optOut}"`)
    for (const part of [html, text]) expect(part).toContain(words)
    expect(text).toContain(optOut)
  })

  it.each([
    ["joiners", "می\u200cخواهم شرکت", true],
    ["emoji", "👩\u200d💻 Ltd 🏴󠁧󠁢󠁷󠁬󠁳󠁿", false],
    ["Hebrew", "שלום בע״מ (1990)", true],
    ["Hindi", "क्\u200dष उद्योग", false],
    ["Chinese and Latin", "北京 Acme 有限公司", false],
  ])("shows names with %s whole, and those that run the other way apart", async (_, name, turns) => {
    const apart = (text: string) => (turns ? `\u2068${text}\u2069` : text)
    for (const locale of ["en", "zh-CN"] as const) {
      const { subject, html, text } = await invited({ locale, words: { organization: name, inviter: `Ann ${name}` } })
      expect(subject).toContain(name)
      const sentence =
        locale === "en"
          ? `${apart(`Ann ${name}`)} invites you to join ${apart(name)} on Muster.`
          : `${apart(`Ann ${name}`)} 邀请您在 Muster 上加入 ${apart(name)}。`
      for (const part of [html, text]) expect(part).toContain(sentence)
      const { text: message } = await invited({ to: newPhone(), locale, words: { organization: name } })
      expect(message).toContain(apart(name))
    }
  })

  it("fits a text message", async () => {
    const { subject, html, text, link } = await invited({ to: "+8613800138000" })
    expect(html).toBeNull()
    expect(subject).not.toBe("")
    expect(text).toMatch(/^Ann Lee invites you to join Northwind on Muster\. Respond by .+ UTC: http/)
    expect(text).toContain(link)
  })
})

describe("A code", () => {
  it.each([
    ["en", "The code works once and expires in 10 minutes.", "Muster will never ask you for it."],
    ["zh-CN", "仅可使用一次，10 分钟内有效。", "Muster 不会向您索要验证码。"],
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
      `【Muster】验证码 ${codeFor(id)}，10 分钟内有效。Muster 不会向您索要验证码。`,
    )
  })
})

describe("A code says what it does and what to do about one that nobody asked for", () => {
  const visitor = () => ({ db: world.db, actor: null, clock: databaseClock, ip: null })
  const registering = (contact: string, locale: Locale) =>
    register(visitor(), { contact, name: "Ada Zhou", password: PASSWORD, locale })
  const resetting = async (contact: string, locale: Locale) => {
    const { id } = await person(world.db, { address: contact })
    await world.db.update(accounts).set({ locale }).where(eq(accounts.id, id))
    return forgotPassword(visitor(), { contact }, locale)
  }
  const adding = async (address: string, locale: Locale) => {
    const other = await person(world.db, { address: address.includes("@") ? newPhone() : newEmail() })
    return startVerification(other.ctx, { contact: contactOf(address), locale })
  }

  it.each([
    ["en", registering, "to register on Muster", "No account is created without the code"],
    ["en", resetting, "to set a new Muster password", "Your password stays as it is"],
    ["en", adding, "to add this email address to a Muster account", "Nothing is added without the code"],
    ["zh-CN", registering, "用于注册 Muster", "没有验证码就不会创建账号"],
    ["zh-CN", resetting, "用于重置 Muster 密码", "您的密码不会改变"],
    ["zh-CN", adding, "用于将此邮箱添加到 Muster 账号", "没有验证码就无法添加"],
  ] as const)("by email (%s)", async (locale, ask, does, otherwise) => {
    const to = newEmail()
    await ask(to, locale)
    const { subject, html, text } = await rendered(to)
    expect(subject).toContain(does)
    for (const part of [html, text]) for (const words of [to, otherwise]) expect(part).toContain(words)
  })

  it.each([
    ["en", registering, "to register on Muster", "no account is created"],
    ["en", resetting, "to set a new Muster password", "nothing changes"],
    ["en", adding, "to add this number to a Muster account", "give it to no one"],
    ["zh-CN", registering, "用于注册 Muster", "切勿告诉他人"],
    ["zh-CN", resetting, "用于重置您的 Muster 密码", "切勿告诉他人"],
    ["zh-CN", adding, "用于将此号码添加到 Muster 账号", "切勿告诉他人"],
  ] as const)("by text message, in English in one (%s)", async (locale, ask, does, otherwise) => {
    const to = newPhone()
    await ask(to, locale)
    const { text } = await rendered(to)
    for (const words of [does, otherwise]) expect(text).toContain(words)
    if (locale === "en") expect(text).toMatch(/^[ -~]{1,160}$/)
  })

  it("also when it is sent again", async () => {
    const to = newEmail()
    const verificationId = await registering(to, "en")
    await resendCode({ ...visitor(), clock: clockAfter("61 seconds") }, verificationId, "en")
    const sent = await world.db.select().from(letters).where(eq(letters.recipient, to))
    expect(sent.map(({ words }) => words)).toEqual([{ purpose: "register" }, { purpose: "register" }])
  })
})

describe("A change of owner", () => {
  it.each([
    [
      "en",
      "Confirm to become the owner of an organization on Muster",
      "Ann Lee wants to transfer ownership of Northwind to you, Bo Chen.",
      "Ann Lee becomes a regular member.",
      /confirm by \w+ \d+, \d{4} at .+ UTC\./,
      "Nothing happens unless you confirm",
    ],
    [
      "zh-CN",
      "请确认是否成为 Muster 上一个组织的所有者",
      "Ann Lee 希望将 Northwind 的所有权转移给您（Bo Chen）。",
      "Ann Lee 将成为普通成员。",
      /请在 \d{4}年\d+月\d+日.+UTC 之前登录自己的账号并确认。/,
      "在您确认之前，不会有任何变化。",
    ],
  ] as const)(
    "says who hands what over, what follows and until when, and leads to one page (%s)",
    async (locale, title, offer, consequence, deadline, calm) => {
      const { letter, link } = await offered({ locale })
      expect(letter.subject).toBe(title)
      for (const part of [letter.html, letter.text]) {
        for (const words of [offer, consequence, calm, link]) expect(part).toContain(words)
        expect(part).toMatch(deadline)
      }
      expect(addresses(letter.html)).toEqual([link, link])
    },
  )

  it.each([
    ["en", "accept", "Your organization on Muster has a new owner", "You are a regular member", "/login"],
    ["zh-CN", "accept", "您在 Muster 上的组织有了新的所有者", "您已成为普通成员", "/login"],
    ["en", "decline", "The change of owner was declined", "You are still its owner.", "/iam/organization-profile"],
    ["zh-CN", "decline", "所有者变更已被拒绝", "您仍是其所有者。", "/iam/organization-profile"],
  ] as const)(
    "tells the owner of the answer by a letter without a link that acts (%s %s)",
    async (locale, move, title, news, page) => {
      const { org, heir, token } = await offered({ locale })
      await { accept, decline }[move](heir.ctx, { token })
      const { subject, html, text } = await rendered(org.owner.address)
      const link = page === "/login" ? `${origin}/login` : `${origin}/${org.id}${page}`
      expect(subject).toBe(title)
      for (const part of [html, text]) {
        for (const words of ["Bo Chen", "Northwind", news]) expect(part).toContain(words)
        expect(part).not.toContain("token=")
      }
      expect(addresses(html)).toEqual([link, link])
    },
  )

  it.each([
    ["an address", "evil.example", "evil\u200c.example"],
    ["an address with its scheme", "https://evil.example/login", "https:\u200c//evil\u200c.example/login"],
    ["markup", "</h1><img src=x onerror=alert(1)>", "</h1><img src=x onerror=alert(1)>"],
    ["places for other words", "{link} {date} $& $1", "{link} {date} $& $1"],
    ["lines and turned text", "Ann\r\nBcc: a@b\u202egnp\u0007", "Ann Bcc: a@b gnp"],
  ])("reads a name as a name, also when it is %s", async (_, name, read) => {
    const { org, heir, letter, link, token } = await offered({ organization: name, owner: name, heir: name })
    await accept(heir.ctx, { token })
    const told = await rendered(org.owner.address)
    expect(letter.text).toContain(`${read} wants to transfer ownership of ${read} to you, ${read}.`)
    expect(told.text).toContain(`${read} confirmed the change and now owns ${read}.`)
    expect(letter.html).not.toContain("<img")
    expect(addresses(letter.html)).toEqual([link, link])
    expect(addresses(told.html)).toEqual([`${origin}/login`, `${origin}/login`])
  })

  it.each([
    ["en", "Muster: Bo Chen now owns Northwind. You are a regular member and have been logged out everywhere: "],
    ["zh-CN", "【Muster】Bo Chen 现在是 Northwind 的所有者。您已成为普通成员，并已在所有设备上退出登录："],
  ] as const)("fits a text message to an owner without e-mail (%s)", async (locale, words) => {
    const to = locale === "en" ? "+8613800138002" : "+8613800138003"
    await write(world.db, "ownership-transferred", to, { organization: "Northwind", name: "Bo Chen" }, locale)
    expect((await rendered(to)).text).toBe(`${words}${origin}/login`)
  })
})

describe("What nobody chooses for themselves", () => {
  it.each([
    ["en", "Certified as: Harbour Ltd.", "Former name: Cloud Harbour"],
    ["zh-CN", "认证主体：Harbour Ltd.", "曾用名：Cloud Harbour"],
  ] as const)(
    "stands in the letters that ask for a decision, and for a month a former name (%s)",
    async (locale, certified, former) => {
      const { org, letter, heir } = await offered({ organization: "Cloud Harbour", locale })
      expect(letter.text).toContain(certified)
      expect(letter.text).not.toContain(former)
      const typed = { organizationId: org.id, version: "0", ...EMPTY, handle: org.id, name: `PayPal ${locale}` }
      await updateProfile(org.owner.ctx, forms.updateProfile.parse(typed))
      const later = await rendered(heir.address)
      for (const line of [certified, former]) expect(later.text).toContain(line)
      const guest = newEmail()
      const { token } = await invitedTo(org, guest)
      const invitation = await rendered(guest)
      expect(invitation.text).toContain("Harbour Ltd.")
      expect(invitation.text).toContain("Cloud Harbour")
      const ctx = { db: world.db, actor: null, clock: databaseClock, ip: null }
      const shown = { organization: `PayPal ${locale}`, legalName: "Harbour Ltd.", formerName: "Cloud Harbour" }
      expect(await viewInvitation(ctx, token)).toMatchObject(shown)
      await world.db.execute(
        sql`update organizations set renamed_at = renamed_at - interval '31 days' where id = ${org.id}`,
      )
      expect(await viewInvitation(ctx, token)).toMatchObject({ ...shown, formerName: null })
      expect((await rendered(guest)).text).not.toContain("Cloud Harbour")
    },
  )

  it("is not said of an organization that is not certified", async () => {
    expect((await invited()).text).toContain("Certified as")
    await world.db.execute(sql`update organizations set entity_id = null where id = ${northwind.id}`)
    expect((await invited()).text).not.toContain("Certified as")
  })
})

describe("The other letters", () => {
  it.each([
    ["en", "A new invitation link was requested", "To let this person join, invite"],
    ["zh-CN", "有人申请新的邀请链接", "如希望对方加入，请再次邀请"],
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
    ["en", "password-changed", "Your Muster password was changed", "If it wasn’t"],
    ["zh-CN", "password-changed", "您的 Muster 密码已修改", "如果不是"],
  ] as const)("lead to the login page (%s %s)", async (locale, template, title, advice) => {
    const to = `${template}-${locale.toLowerCase()}@example.com`
    await write(world.db, template, to, {}, locale)
    const { subject, html, text } = await rendered(to)
    expect(subject).toBe(title)
    for (const part of [html, text]) expect(part).toContain(advice)
    expect(html).toContain(`href="${origin}/login"`)
  })

  it.each([
    ["en", "new-login", "New login to your Muster account", "Firefox on Linux, from 203.0.113.7"],
    ["zh-CN", "new-login", "您的 Muster 账号有新的登录", "Linux 上的 Firefox，来自203.0.113.7"],
    ["en", "key-created", "An access key was created for your Muster account", "The access key Pipeline"],
    ["zh-CN", "key-created", "您的 Muster 账号创建了访问密钥", "访问密钥 Pipeline"],
    ["en", "role-changed", "Your role in an organization on Muster was changed", "from member to admin"],
    ["zh-CN", "role-changed", "您在 Muster 上某个组织中的角色已更改", "由 member 改为 admin"],
    ["en", "contact-replaced", "The email or phone number of your Muster account was replaced", "instead of a•••"],
    ["zh-CN", "contact-replaced", "您的 Muster 账号已更换邮箱或手机号", "已改用 n•••@e•••.com"],
    ["en", "password-changed", "Your Muster password was changed", "These access keys keep working: Pipeline, evil"],
    ["zh-CN", "password-changed", "您的 Muster 密码已修改", "以下访问密钥仍然有效：Pipeline, evil"],
  ] as const)(
    "tell an owner what has happened, in words that nobody else can put in (%s %s)",
    async (locale, template, title, words) => {
      const to = `${template}-${locale.toLowerCase()}@example.org`
      const at = "2026-11-28T21:00:00.000Z"
      const login = { browser: "Firefox", system: "Linux", ip: "203.0.113.7" }
      const told: Record<string, Record<string, string>> = {
        "new-login": { ...login, at },
        "key-created": { key: "Pipeline" },
        "role-changed": { name: "Ann Lee", organization: "Northwind", from: "member", role: "admin" },
        "contact-replaced": { former: "a•••@e•••.com", contact: "n•••@e•••.com" },
        "password-changed": { keys: "Pipeline, evil.example" },
      }
      await write(world.db, template, to, told[template] ?? {}, locale)
      const { subject, text } = await rendered(to)
      expect(subject).toBe(title)
      expect(text).toContain(words)
      expect(text).not.toContain("evil.example")
    },
  )

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

/** What a profile has beside its name. */
const EMPTY = { address: "", licenceNumber: "", industry: "", country: "", scale: "" } as const

/** A change of owner under way, and the letter that asks for it. */
async function offered({
  organization: name = "Northwind",
  owner = "Ann Lee",
  heir: heirName = "Bo Chen",
  locale = "en" as Locale,
} = {}) {
  const org = await organization(world.db, { name })
  const heir = await member(world.db, org.id, "member", { name: heirName })
  await world.db.execute(sql`update accounts set locale = ${locale} where id in (${org.owner.id}, ${heir.id})`)
  await world.db.execute(sql`update accounts set name = ${owner} where id = ${org.owner.id}`)
  const { token } = await transferring(org, heir)
  return { org, heir, token, letter: await rendered(heir.address), link: `${origin}/confirm?token=${token}` }
}

/** Where a letter leads. */
function addresses(html: string | null) {
  return [...(html ?? "").matchAll(/href="([^"]+)"/g)].map(([, address]) => address)
}

async function rendered(to: string) {
  const written = await renderLetter(world.db, await onlyLetter(world.db, to))
  if (!written) throw new Error("No letter")
  return written
}
