import { z } from "zod"
import {
  ADDRESS_MAX,
  BATCH_MAX,
  CODE_DIGITS,
  LEGAL_NAME_MAX,
  LICENCE_MAX,
  LONG_NOTE_MAX,
  NAME_MAX,
  NOTE_MAX,
  PASSWORD_MAX,
  SEARCH_MAX,
} from "@/lib/shared/lengths"
import { countries, industries, scales } from "@/lib/shared/places"
import { assignableRoles, entityTypes, invitableRoles, keyPermissions, locales, roles } from "@/lib/shared/roles"
import { filterNames } from "@/lib/shared/rows/filters"
import { factorCode, newPasskey, passkeyAnswer } from "@/lib/shared/typed/factors"
import { given, plainText, secret, typed, typedOrNothing } from "@/lib/shared/typed/schemas"

const MAX_TYPED = 320
const MAX_CODE = 64
const CODE = new RegExp(`^\\d{${CODE_DIGITS}}$`)
/** Something that can be seen: not only blanks that count as letters, nor marks without a letter. */
const VISIBLE = /[^\s\u115f\u1160\u2800\u3164\uffa0\p{M}\u200c\u200d]/u

export const noteText = typed("text", { max: NOTE_MAX }).default("")
/** As long as programs may write it, and kept to the letter. */
export const longNote = plainText(LONG_NOTE_MAX)
/** As a register of companies writes it, whatever the spaces and case it was typed with. */
export const licenceNumber = typed("code", { max: MAX_TYPED })
  .transform((text) => text.replace(/[\s-]/g, "").toUpperCase())
  .pipe(given(/^[0-9A-Z/.]{4,40}$/))
export const legalName = typed("line", { min: 2, max: LEGAL_NAME_MAX })
export const typedContact = typed("contact", { min: 1, max: MAX_TYPED })
const name = typed("line", { max: NAME_MAX, form: VISIBLE })
/** A present password, whatever its length was when it was set. */
const password = secret(4 * PASSWORD_MAX)
const newPassword = secret(PASSWORD_MAX)
const code = typed("code", { max: MAX_TYPED })
  .transform((text) => text.replace(/\D/g, ""))
  .pipe(given(CODE))
const typedCode = typed("code", { min: 1, max: MAX_CODE })
/** Written as the database writes it, whatever case it was sent in: the audit keeps it as text. */
const id = z.uuid().toLowerCase()
const organizationId = given(/^o-[a-z0-9]{10,32}$/)
const token = given(/^[\s\S]{1,128}$/)
const locale = z.enum(locales).default("en")
/** The Organization ID: a name of its own, or the id that it was founded with. */
const handle = typed("code", { max: MAX_TYPED })
  .transform((text) => text.toLowerCase())
  .pipe(given(/^((?!o-)[a-z][a-z0-9-]{1,30}[a-z0-9]|o-[a-z0-9]{10,32})$/))
/** What names a login. */
const login = given(/^[\w-]{43}$/)
const version = given(/^\d{1,9}$/).transform(Number)
const accessKeyId = given(/^[A-Z0-9]{20}$/)
/** Of several boxes with one name, a form sends a list, of a single one the value itself. */
const permissions = z
  .preprocess((typed) => (typeof typed === "string" ? [typed] : typed), z.array(z.enum(keyPermissions)).min(1).max(20))
  .transform((chosen) => [...new Set(chosen)])
const chosenRoles = z
  .preprocess(
    (typed) => (typeof typed === "string" ? [typed] : typed === undefined ? [] : typed),
    z.array(z.enum(roles)).max(roles.length),
  )
  .transform((chosen) => roles.filter((role) => chosen.includes(role)))
const days = given(/^[1-9]\d{0,6}$/)
  .transform(Number)
  .or(z.int().min(1))
const noChoice = z.literal("").transform(() => null)
/** The language of a letter; that of its reader, if none is chosen. */
const letterLocale = z
  .literal("")
  .transform(() => undefined)
  .or(z.enum(locales))
  .optional()

/** What a batch names. */
const ids = z.array(id).min(1).max(BATCH_MAX)

/** What is typed as a contact is looked at row by row, for one that cannot be read says so at its own place. */
const invitationRows = z
  .array(
    z.strictObject({
      contact: given(/^[\s\S]{0,640}$/),
      role: z.enum(invitableRoles),
      note: noteText,
      days: days.optional(),
    }),
  )
  .min(1)
  .max(BATCH_MAX)

/** What every form of the product may send; a member that is not named here is refused. */
export const forms = {
  login: z.strictObject({ contact: typedContact, password }),
  register: z.strictObject({ contact: typedContact, name, password: newPassword, locale }),
  registrationCode: z.strictObject({ token, locale }),
  registerInvited: z.strictObject({ verificationId: id, code, name, password: newPassword, locale }),
  forgot: z.strictObject({ contact: typedContact }),
  addContact: z.strictObject({
    contact: typedContact,
    password: password.optional(),
    replacing: z.enum(["email", "phone"]).optional(),
  }),
  code: z.strictObject({ verificationId: id, code }),
  codeAgain: z.strictObject({ verificationId: id }),
  reset: z.strictObject({ verificationId: id, code, password: newPassword }),
  changePassword: z.strictObject({ current: password.optional(), password: newPassword }),
  factorCode: z.strictObject({ code: factorCode }),
  passkeyAnswer: z.strictObject({ answer: passkeyAnswer }),
  nothing: z.strictObject({}),
  confirmPassword: z.strictObject({ password }),
  addApp: z.strictObject({ name, code }),
  newPasskey: z.strictObject({ name }),
  addPasskey: z.strictObject({ name, answer: newPasskey }),
  renameFactor: z.strictObject({ id, name }),
  removeFactor: z.strictObject({ id }),
  demandFactors: z.strictObject({ organizationId, roles: chosenRoles, password: password.optional() }),
  invite: z.strictObject({
    organizationId,
    contact: typedContact,
    role: z.enum(invitableRoles),
    note: noteText,
    days: days.optional(),
    locale: letterLocale,
  }),
  inviteMany: z.strictObject({ organizationId, batch: id, rows: invitationRows, locale: letterLocale }),
  previewInvitations: z.strictObject({ organizationId, rows: invitationRows }),
  editInvitation: z.strictObject({ id, role: z.enum(invitableRoles), note: noteText, days: days.optional() }),
  correctContact: z.strictObject({ id, contact: typedContact }),
  manyInvitations: z.strictObject({ organizationId, ids }),
  organization: z.strictObject({ organizationId }),
  leaveOrganization: z.strictObject({ organizationId }),
  resetCode: z.strictObject({ organizationId, password: password.optional() }),
  logOutEverywhere: z.strictObject({}),
  endLogin: z.strictObject({ login }),
  endOtherLogins: z.strictObject({}),
  disableKeys: z.strictObject({ login: login.optional() }),
  createOrganization: z.strictObject({ name }),
  rename: z.strictObject({ name }),
  invitation: z.strictObject({ id }),
  letter: z.strictObject({ token }),
  optOut: z.strictObject({ token, wanted: z.enum(["none", "again"]) }),
  answer: z.strictObject({ token, answer: z.enum(["accept", "decline"]) }),
  verifyInvited: z.strictObject({ token, password: password.optional() }),
  changeRole: z.strictObject({ organizationId, accountId: id, role: z.enum(assignableRoles) }),
  removeMember: z.strictObject({ organizationId, accountId: id }),
  changeRoleMany: z.strictObject({ organizationId, ids, role: z.enum(assignableRoles) }),
  manyMembers: z.strictObject({ organizationId, ids }),
  manyActivations: z.strictObject({ organizationId, ids }),
  updateProfile: z.strictObject({
    organizationId,
    version,
    name,
    handle,
    address: typedOrNothing("text", ADDRESS_MAX),
    licenceNumber: typedOrNothing("line", LICENCE_MAX),
    industry: noChoice.or(z.enum(industries)),
    country: noChoice.or(z.enum(countries)),
    scale: noChoice.or(z.enum(scales)),
  }),
  filterChoices: z.strictObject({ organizationId, filter: z.enum(filterNames) }),
  searchMembers: z.strictObject({ organizationId, search: typed("search", { max: SEARCH_MAX }) }),
  matching: z.strictObject({
    organizationId,
    query: given(/^[\s\S]{0,4000}$/),
    cursor: given(/^.{0,4000}$/).optional(),
  }),
  changeOwner: z.strictObject({
    organizationId,
    accountId: id,
    email: typed("contact", { max: MAX_TYPED }).optional(),
    password: password.optional(),
  }),
  closeOrganization: z.strictObject({ organizationId, name, password: password.optional() }),
  handshake: z.strictObject({ id }),
  invitationCode: z.strictObject({ code: typedCode }),
  requestToJoin: z.strictObject({
    code: typedCode,
    reviewerId: id,
    description: typed("text", { min: 1, max: NOTE_MAX }),
    agreed: z.literal("on").or(z.literal(true)),
  }),
  createAccount: z.strictObject({ organizationId, name }),
  bindSecurity: z.strictObject({ organizationId, accountId: id, email: typedContact, phone: typedContact }),
  activate: z.strictObject({ token, password: newPassword }),
  certification: z.strictObject({
    organizationId,
    name: legalName,
    licenceNumber,
    type: z.enum(entityTypes),
  }),
  approve: z.strictObject({ id, shared: z.stringbool().or(z.boolean()).default(false) }),
  createAccessKey: z.strictObject({
    organizationId: organizationId.optional(),
    name,
    permissions,
    password: password.optional(),
  }),
  setAccessKey: z.strictObject({
    id: accessKeyId,
    enabled: z.stringbool().or(z.boolean()),
    password: password.optional(),
  }),
  accessKey: z.strictObject({ id: accessKeyId }),
  reject: z.strictObject({ id, reason: typed("text", { min: 1, max: NOTE_MAX }) }),
}

export type FormName = keyof typeof forms
export type Input<F extends FormName> = z.output<(typeof forms)[F]>
