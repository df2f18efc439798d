import { splitContacts } from "@/components/invitations/many/list/split"

/** What a column of a file can be. */
type Column = "contact" | "role" | "note" | "days"

/** How the heads of columns are called, in either language, as `plain` has them. */
const heads: Record<Column, readonly string[]> = {
  contact: [
    ...["contact", "contacts", "recipient", "email", "emails", "e-mail", "mail", "email address", "e-mail address"],
    ...["phone", "phone number", "mobile", "mobile phone", "mobile number", "tel", "telephone", "cell phone"],
    ...["email / phone", "email/phone", "email or phone", "email or phone number"],
    ...[
      "邮箱",
      "电子邮箱",
      "邮箱地址",
      "电子邮件",
      "邮件",
      "邮件地址",
      "手机",
      "手机号",
      "手机号码",
      "电话",
      "电话号码",
    ],
    ...["联系方式", "联系人", "收件人", "邮箱 / 手机号", "邮箱/手机号", "邮箱或手机号", "邮箱/手机", "被邀请人"],
  ],
  role: ["role", "roles", "角色"],
  note: ["note", "notes", "message", "comment", "附言", "备注", "留言", "说明"],
  days: ["days", "expires after", "expires", "expiry", "lifetime", "有效期", "天数", "有效天数"],
}

/** Where each column stands; several can hold contacts, of which a row has one. */
export interface Columns {
  contact: number[]
  role?: number
  note?: number
  days?: number
  /** Whether the first row names them. */
  named: boolean
  /** The heads of the columns that are not used. */
  unused: string[]
}

/** Finds the columns of a file by their heads; without any by what is in them, in the order of the template. */
export function columnsOf(rows: readonly (readonly string[])[], roles: readonly string[]): Columns {
  const first = rows[0] ?? []
  const kinds = first.map(kindOf)
  if (kinds.includes("contact")) {
    return {
      contact: kinds.flatMap((kind, at) => (kind === "contact" ? [at] : [])),
      ...Object.fromEntries((["role", "note", "days"] as const).map((kind) => [kind, placeOf(kinds, kind)])),
      named: true,
      unused: first.filter((head, at) => head.trim() && !kinds[at]).map((head) => head.trim()),
    }
  }
  const at = first.findIndex((_, column) => rows.some((row) => isContact(row[column])))
  const filled = rows.map((row) => row[at + 1]?.trim() ?? "").filter(Boolean)
  const hasTerms = at >= 0 && filled.length > 0 && filled.every((cell) => roles.includes(roleIn(cell)))
  const terms = hasTerms ? { role: at + 1, note: at + 2, days: at + 3 } : {}
  return { contact: at < 0 ? [] : [at], ...terms, named: false, unused: [] }
}

/** A role as it is called, however a sheet writes it. */
export function roleIn(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_")
}

function placeOf(kinds: readonly (Column | undefined)[], kind: Column): number | undefined {
  const at = kinds.indexOf(kind)
  return at < 0 ? undefined : at
}

function kindOf(head: string): Column | undefined {
  const name = plain(head)
  return (Object.keys(heads) as Column[]).find((column) => heads[column].includes(name))
}

/** Without what stands in brackets, and however its width and blanks. */
function plain(head: string): string {
  return head
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\([^)]*\)|[*:]/g, "")
    .replace(/\s+/g, " ")
    .trim()
}

function isContact(cell = ""): boolean {
  return cell.includes("@") || (/^[\s+\d().-]{7,}$/.test(cell) && splitContacts(cell).length === 1)
}
