import { sql } from "drizzle-orm"
import {
  bigint,
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core"
import { entityTypes, invitableRoles, keyPermissions, locales, origins, roles } from "@/lib/shared/roles"
import { deliveries, fates, troubles } from "@/lib/shared/rows/delivery"
import { challengePurposes, factorKinds, loginMethods } from "@/lib/shared/rows/factors"
import { pendingStates, states } from "@/lib/shared/states"

const at = (name: string) => timestamp(name, { precision: 3, withTimezone: true })
const among = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(", "))

/** A legal person. */
export const entities = pgTable(
  "entities",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    licenceNumber: text("licence_number").notNull(),
    type: text("type", { enum: entityTypes }).notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("entities_licence_number").on(t.licenceNumber),
    check("entities_type", sql`${t.type} in (${among(entityTypes)})`),
  ],
)

/** A login identity. A contact is written here only once it has been verified. */
export const accounts = pgTable(
  "accounts",
  {
    id: uuid("id").primaryKey(),
    number: text("number").notNull(),
    name: text("name").notNull(),
    email: text("email"),
    phone: text("phone"),
    /**
     * The number that an enterprise gave its member account, which is no contact before its holder has verified it:
     * until then others may be given it too.
     */
    boundPhone: text("bound_phone"),
    passwordHash: text("password_hash"),
    locale: text("locale", { enum: locales }).notNull().default("en"),
    seller: text("seller").notNull().default("muster"),
    entityId: uuid("entity_id").references(() => entities.id),
    /** Runs the platform: reviews certifications. Made by a command alone. */
    operator: boolean("operator").notNull().default(false),
    /** Until when it may go on without a factor that is demanded of it; null where none was missed yet. */
    factorDueAt: at("factor_due_at"),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("accounts_number").on(t.number),
    uniqueIndex("accounts_email").on(t.email),
    uniqueIndex("accounts_phone").on(t.phone),
    check("accounts_number_form", sql`${t.number} ~ '^[0-9]{12}$'`),
    check("accounts_email_form", sql`${t.email} = lower(${t.email})`),
    check("accounts_phone_form", sql`${t.phone} ~ '^[+][1-9][0-9]{6,14}$'`),
    check("accounts_locale", sql`${t.locale} in (${among(locales)})`),
    index("accounts_operators").on(t.id).where(sql`${t.operator}`),
    // What somebody is found by, each on a line of its own.
    index("accounts_search").using(
      "gin",
      sql`(searchable(${t.name}) || chr(10) || ${t.number} || chr(10) || coalesce(${t.email}, '') || chr(10) || coalesce(${t.phone}, '')) gin_trgm_ops`,
    ),
  ],
)

/** A login. The cookie holds the id, this row only its hash. */
export const sessions = pgTable(
  "sessions",
  {
    hash: text("hash").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    createdAt: at("created_at").notNull().defaultNow(),
    seenAt: at("seen_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
    endedAt: at("ended_at"),
    /** With what its holder has shown who they are. */
    methods: text("methods", { enum: loginMethods }).array().notNull().default(["password"]),
    /** When its holder has last done so; null where that was at its opening alone. */
    confirmedAt: at("confirmed_at"),
    /** When its holder has last given a second factor; null where none was given. */
    factorAt: at("factor_at"),
    /** The network that it was last used from, and the country that a trusted proxy named. */
    ip: text("ip"),
    country: text("country"),
    /** What the browser called itself and its system; nothing more of it is kept. */
    browser: text("browser"),
    system: text("system"),
  },
  (t) => [index("sessions_account").on(t.accountId)],
)

/** What an account logs in with beside its password, or in place of it. */
export const factors = pgTable(
  "factors",
  {
    id: uuid("id").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    kind: text("kind", { enum: factorKinds }).notNull(),
    name: text("name").notNull(),
    /** Of an authenticator app: encrypted, for a code can only be verified with it. */
    secret: text("secret"),
    /** Which of our secrets it is encrypted with. */
    keyId: text("key_id"),
    /** The time step of the last code that was taken: no code of this or an earlier one is taken again. */
    usedStep: bigint("used_step", { mode: "number" }),
    /** Of a passkey. */
    credentialId: text("credential_id"),
    publicKey: text("public_key"),
    /** What the passkey has counted of its own uses; zero for one that does not count. */
    counter: bigint("counter", { mode: "number" }),
    /** How the passkey is reached, in its browser's words, which gives them back to it. */
    transports: text("transports").array(),
    createdAt: at("created_at").notNull(),
    lastUsedAt: at("last_used_at"),
  },
  (t) => [
    index("factors_account").on(t.accountId),
    uniqueIndex("factors_credential").on(t.credentialId),
    check("factors_kind", sql`${t.kind} in (${among(factorKinds)})`),
    check("factors_totp", sql`(${t.kind} = 'totp') = (${t.secret} is not null and ${t.keyId} is not null)`),
    check(
      "factors_passkey",
      sql`(${t.kind} = 'passkey') = (${t.credentialId} is not null and ${t.publicKey} is not null and ${t.counter} is not null)`,
    ),
  ],
)

/** An authenticator app that is being set up: its secret is shown to the login that began, until a code confirms it. */
export const totpDrafts = pgTable("totp_drafts", {
  accountId: uuid("account_id")
    .primaryKey()
    .references(() => accounts.id),
  sessionHash: text("session_hash").notNull(),
  secret: text("secret").notNull(),
  keyId: text("key_id").notNull(),
  expiresAt: at("expires_at").notNull(),
})

/** Codes for who has lost all factors, each for one use. Those of an account were made together, with one salt. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    hash: text("hash").notNull(),
    salt: text("salt").notNull(),
    createdAt: at("created_at").notNull(),
    usedAt: at("used_at"),
  },
  (t) => [primaryKey({ name: "recovery_codes_once", columns: [t.accountId, t.hash] })],
)

/**
 * All factors of an account are going to be taken away, for who has lost them: by an operator's word, and after a time in
 * which the account's owner can stop it.
 */
export const factorResets = pgTable("factor_resets", {
  accountId: uuid("account_id")
    .primaryKey()
    .references(() => accounts.id),
  askedAt: at("asked_at").notNull(),
  dueAt: at("due_at").notNull(),
})

/** A login whose password was right and that owes a factor. The cookie holds a token, this row only its hash. */
export const halfLogins = pgTable(
  "half_logins",
  {
    hash: text("hash").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    tries: integer("tries").notNull().default(0),
    expiresAt: at("expires_at").notNull(),
  },
  (t) => [index("half_logins_account").on(t.accountId)],
)

/** What a passkey is asked to sign. Who answers takes the row away, so that an answer counts once. */
export const challenges = pgTable(
  "challenges",
  {
    challenge: text("challenge").primaryKey(),
    purpose: text("purpose", { enum: challengePurposes }).notNull(),
    /** Whose answer counts; null where anybody may log in. */
    accountId: uuid("account_id").references(() => accounts.id),
    expiresAt: at("expires_at").notNull(),
  },
  (t) => [check("challenges_purpose", sql`${t.purpose} in (${among(challengePurposes)})`)],
)

/** A six-digit code under way. The code itself is derived from the id and never stored. */
export const verifications = pgTable(
  "verifications",
  {
    id: uuid("id").primaryKey(),
    purpose: text("purpose", { enum: ["register", "contact", "reset"] }).notNull(),
    contact: text("contact").notNull(),
    accountId: uuid("account_id").references(() => accounts.id),
    /** What a registration will become: name, password hash, locale. */
    draft: jsonb("draft").$type<{ name: string; passwordHash: string; locale: (typeof locales)[number] }>(),
    /** A decoy answers like any other and never opens: the contact is taken, or unknown. */
    decoy: boolean("decoy").notNull().default(false),
    tries: integer("tries").notNull().default(0),
    /** Which secret its code is made with; null for the present one itself. */
    keyId: text("key_id"),
    createdAt: at("created_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
    usedAt: at("used_at"),
  },
  (t) => [
    index("verifications_contact").on(t.contact, t.createdAt),
    check("verifications_purpose", sql`${t.purpose} in ('register', 'contact', 'reset')`),
  ],
)

/** Something that an account's owner was told of, and can say of it that it was not them. */
export const notices = pgTable("notices", {
  id: uuid("id").primaryKey(),
  accountId: uuid("account_id")
    .notNull()
    .references(() => accounts.id),
  createdAt: at("created_at").notNull(),
  expiresAt: at("expires_at").notNull(),
  /** When its reader said so. */
  answeredAt: at("answered_at"),
})

/**
 * A contact that an account was given, in place of another or none. Until the hour of `heldUntil` nobody else can have
 * the one before, so that the change can be taken back; a trigger of the accounts sees to that.
 */
export const contactChanges = pgTable(
  "contact_changes",
  {
    id: uuid("id").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    former: text("former"),
    contact: text("contact").notNull(),
    at: at("at").notNull(),
    heldUntil: at("held_until").notNull(),
    /** When it was taken back, or an operator gave the former contact free. */
    endedAt: at("ended_at"),
  },
  (t) => [
    index("contact_changes_former").on(t.former).where(sql`${t.endedAt} is null`),
    index("contact_changes_account").on(t.accountId),
  ],
)

/** An enterprise in the console. Its row is the lock under which its members and handshakes change. */
export const organizations = pgTable(
  "organizations",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** The Organization ID that people see and may change; `id` is for addresses and API clients and stays. */
    handle: text("handle").notNull(),
    address: text("address"),
    licenceNumber: text("licence_number"),
    industry: text("industry"),
    country: text("country"),
    scale: text("scale"),
    /** The invitation code is derived; its hash finds the organization, its generation ends the codes before. */
    codeHash: text("code_hash"),
    codeGeneration: integer("code_generation").notNull().default(0),
    codeKeyId: text("code_key_id"),
    /** Raised by every edit of the profile, so that the second of two editors notices. */
    profileVersion: integer("profile_version").notNull().default(0),
    entityId: uuid("entity_id").references(() => entities.id),
    /** Whether no other organization may be certified as the same entity. */
    entityAlone: boolean("entity_alone").notNull().default(true),
    seller: text("seller").notNull().default("muster"),
    quota: integer("quota").notNull().default(1000),
    /** Invitations that may be sent in a day; null for what the settings say. */
    dailyLimit: integer("daily_limit"),
    /** Still being set up by the operators: nobody can be invited yet. */
    initializing: boolean("initializing").notNull().default(false),
    /** What programs call its feature set: all features, or consolidated billing alone. */
    allFeatures: boolean("all_features").notNull().default(true),
    /** Whether tag policies count. */
    tagPolicies: boolean("tag_policies").notNull().default(false),
    /** The roles of which a second factor is demanded; null for what the settings say. */
    factorRoles: text("factor_roles", { enum: roles }).array(),
    /** Deleted by its owner: it has no members, and its history stays. */
    closedAt: at("closed_at"),
    /** The name before the last change of a certified enterprise, and when that was. */
    formerName: text("former_name"),
    renamedAt: at("renamed_at"),
    /** How many places of the quota are taken: by members, and by invitations that wait or have not been retired. */
    seatsTaken: integer("seats_taken").notNull().default(0),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("organizations_handle").on(t.handle),
    uniqueIndex("organizations_code").on(t.codeHash),
    index("organizations_entity").on(t.entityId),
    uniqueIndex("organizations_entity_alone").on(t.entityId).where(sql`${t.entityAlone}`),
    check("organizations_id_form", sql`${t.id} ~ '^o-[a-z0-9]{10,32}$'`),
    // Nobody's handle may look like the id of somebody else.
    check(
      "organizations_handle_form",
      sql`${t.handle} = ${t.id} or (${t.handle} ~ '^[a-z][a-z0-9-]{1,30}[a-z0-9]$' and ${t.handle} !~ '^o-')`,
    ),
    check("organizations_country_form", sql`${t.country} ~ '^[A-Z]{2}$'`),
    check("organizations_seats", sql`${t.seatsTaken} >= 0`),
    check("organizations_name_given", sql`length(trim(${t.name})) > 0`),
  ],
)

/** What the names of a certified enterprise look like: nobody else may take a name that looks the same. */
export const claimedNames = pgTable(
  "claimed_names",
  {
    skeleton: text("skeleton").primaryKey(),
    organizationId: text("organization_id").notNull(),
  },
  (t) => [index("claimed_names_organization").on(t.organizationId)],
)

// No organization, account or handshake is ever deleted, and what writes a row of the next tables has read or locked what
// the row names in the same transaction. So no foreign key looks it up once more at each invitation and each answer.

/** Who belongs to an organization, in which role, and how they came in. */
export const memberships = pgTable(
  "memberships",
  {
    organizationId: text("organization_id").notNull(),
    accountId: uuid("account_id").notNull(),
    role: text("role", { enum: roles }).notNull(),
    origin: text("origin", { enum: origins }).notNull(),
    handshakeId: uuid("handshake_id"),
    /** The account itself belongs to this enterprise. */
    affiliated: boolean("affiliated").notNull().default(false),
    joinedAt: at("joined_at").notNull().defaultNow(),
    /** When the member last used the console here; null where nobody has seen it. */
    lastActiveAt: at("last_active_at"),
    /** Since when that is looked at: of who came before, nothing is known before. */
    watchedSince: at("watched_since").notNull().defaultNow(),
    /** Changes once a day, so that most writes of the hour above touch no index. */
    lastActiveOn: date("last_active_on")
      .notNull()
      .generatedAlwaysAs(sql`(coalesce("last_active_at", "watched_since") at time zone 'UTC')::date`),
  },
  (t) => [
    primaryKey({ name: "memberships_once", columns: [t.organizationId, t.accountId] }),
    index("memberships_account").on(t.accountId),
    index("memberships_page").on(t.organizationId, t.joinedAt, t.accountId),
    index("memberships_affiliated").on(t.organizationId, t.joinedAt, t.accountId).where(sql`${t.affiliated}`),
    // Most are plain members: they are found on the page of all.
    index("memberships_role_page")
      .on(t.organizationId, t.role, t.joinedAt, t.accountId)
      .where(sql`${t.role} <> 'member'`),
    index("memberships_origin_page")
      .on(t.organizationId, t.origin, t.joinedAt, t.accountId)
      .where(sql`${t.affiliated}`),
    // Most come by an invitation: they are found on the page of all.
    index("memberships_came_page")
      .on(t.organizationId, t.origin, t.joinedAt, t.accountId)
      .where(sql`${t.origin} <> 'invitation'`),
    // True of all rows: only what says so is planned with it, for any other would find its organization's rows by it.
    index("memberships_inactive")
      .on(t.organizationId, t.lastActiveOn, t.accountId)
      .where(sql`${t.lastActiveOn} > '-infinity'`),
    uniqueIndex("memberships_one_super_admin").on(t.organizationId).where(sql`${t.role} = 'super_admin'`),
    uniqueIndex("memberships_one_affiliation").on(t.accountId).where(sql`${t.affiliated}`),
    check("memberships_role", sql`${t.role} in (${among(roles)})`),
    check("memberships_handshake_named", sql`(${t.origin} in ('founder', 'created')) = (${t.handshakeId} is null)`),
  ],
)

/** One party proposes, a letter travels, the other answers once, in time. Rows are never deleted. */
export const handshakes = pgTable(
  "handshakes",
  {
    /** Version 7: ordered by time, so the primary order of every list. */
    id: uuid("id").primaryKey(),
    organizationId: text("organization_id").notNull(),
    kind: text("kind").notNull(),
    state: text("state", { enum: states }).notNull(),
    /** Whom or what it is about: the invited contact, the applicant, the owner's seat. */
    subject: text("subject").notNull(),
    initiatorId: uuid("initiator_id").notNull(),
    /** Who was chosen to answer; null where a contact is invited, or any operator may answer. */
    recipientId: uuid("recipient_id"),
    terms: jsonb("terms").$type<unknown>().notNull(),
    /** Raised by every resend: the links of earlier generations are dead. */
    generation: integer("generation").notNull().default(1),
    /** Which secret the link was made with. */
    keyId: text("key_id").notNull(),
    lifetimeSeconds: integer("lifetime_seconds").notNull(),
    proposedAt: at("proposed_at").notNull(),
    sentAt: at("sent_at").notNull(),
    expiresAt: at("expires_at").notNull(),
    settledAt: at("settled_at"),
    settledBy: uuid("settled_by"),
    /** Why it was declined, in the words of who declined. */
    reason: text("reason"),
    /** The fate of the letter, since when, and why, copied here so that a page of records is one read. */
    delivery: text("delivery", { enum: deliveries }),
    deliveryAt: at("delivery_at"),
    deliveryReason: text("delivery_reason"),
    /** What went wrong with the letter; a column of its own, so that no index is written while all goes well. */
    trouble: text("trouble", { enum: troubles }).generatedAlwaysAs(
      sql`case when "delivery" in (${among(troubles)}) then "delivery" end`,
    ),
    /** When it was looked at for the reminder of this generation, whether one was sent or not. */
    remindedAt: at("reminded_at"),
  },
  (t) => [
    uniqueIndex("handshakes_one_pending")
      .on(t.organizationId, t.kind, t.subject)
      .where(sql`${t.state} in (${among(pendingStates)})`),
    index("handshakes_page").on(t.organizationId, t.kind, t.id),
    // The hour comes last, so that a scan separates live from overdue without visiting the rows.
    index("handshakes_state_page").on(t.organizationId, t.kind, t.state, t.id, t.expiresAt),
    // Most invite to be a plain member: they are found on the pages above.
    index("handshakes_role_page")
      .on(t.organizationId, sql`(${t.terms} ->> 'role')`, t.id)
      .where(sql`${t.kind} = 'invitation' and ${t.terms} ->> 'role' <> 'member'`),
    index("handshakes_role_state_page")
      .on(t.organizationId, sql`(${t.terms} ->> 'role')`, t.state, t.id, t.expiresAt)
      .where(sql`${t.kind} = 'invitation' and ${t.terms} ->> 'role' <> 'member'`),
    index("handshakes_trouble")
      .on(t.organizationId, t.trouble, t.id)
      .where(sql`${t.kind} = 'invitation' and ${t.trouble} is not null`),
    index("handshakes_recipient")
      .on(t.recipientId)
      .where(sql`${t.state} in (${among(pendingStates)}) and ${t.recipientId} is not null`),
    index("handshakes_applicant").on(t.initiatorId, t.id).where(sql`${t.kind} = 'join-request'`),
    // What operators see, over all organizations.
    index("handshakes_certifications").on(t.id).where(sql`${t.kind} = 'certification'`),
    index("handshakes_requested").on(t.kind, t.id).where(sql`${t.state} = 'requested'`),
    // What the worker still has to look at for a reminder, the next to expire first.
    index("handshakes_unreminded")
      .on(t.expiresAt)
      .where(sql`${t.kind} = 'invitation' and ${t.state} = 'open' and ${t.remindedAt} is null`),
    check("handshakes_state", sql`${t.state} in (${among(states)})`),
    check("handshakes_settled", sql`(${t.state} in (${among(pendingStates)})) = (${t.settledAt} is null)`),
    check(
      "handshakes_invited_role",
      sql`${t.kind} <> 'invitation' or coalesce(${t.terms} ->> 'role', '') in (${among(invitableRoles)})`,
    ),
  ],
)

/**
 * Whom or what each handshake is about, for the search, the order of records and what an account is asked: written with
 * the handshake, and left alone by its moves.
 */
export const handshakeSubjects = pgTable(
  "handshake_subjects",
  {
    organizationId: text("organization_id").notNull(),
    kind: text("kind").notNull(),
    subject: text("subject").notNull(),
    handshakeId: uuid("handshake_id").notNull(),
  },
  (t) => [
    primaryKey({ name: "handshake_subjects_page", columns: [t.organizationId, t.kind, t.subject, t.handshakeId] }),
    // What an account has been asked, over all organizations: by its contact or its number.
    index("handshake_subjects_addressee")
      .on(t.subject, t.handshakeId)
      .where(sql`${t.kind} in ('invitation', 'feature-approval')`),
    index("handshake_subjects_search")
      .using("gin", sql`${t.subject} gin_trgm_ops`)
      .where(sql`${t.kind} = 'invitation'`),
  ],
)

/**
 * A contact that an enterprise is binding to a member account. One e-mail is here for one account of an enterprise; a
 * failed one for ever.
 */
export const bindings = pgTable(
  "bindings",
  {
    organizationId: text("organization_id").notNull(),
    contact: text("contact").notNull(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    handshakeId: uuid("handshake_id")
      .notNull()
      .references(() => handshakes.id),
  },
  (t) => [
    primaryKey({ name: "bindings_once", columns: [t.organizationId, t.contact] }),
    index("bindings_search").using("gin", sql`${t.contact} gin_trgm_ops`),
  ],
)

/** The outbox. A letter names what it is about; links and codes are derived again when it is sent. */
export const letters = pgTable(
  "letters",
  {
    /** Also the idempotency key given to the provider. */
    id: uuid("id").primaryKey(),
    template: text("template").notNull(),
    channel: text("channel", { enum: ["email", "sms"] }).notNull(),
    recipient: text("recipient").notNull(),
    locale: text("locale", { enum: locales }).notNull(),
    handshakeId: uuid("handshake_id"),
    generation: integer("generation"),
    /** The page that its link leads to; null for a letter without one. */
    page: text("page"),
    /** Of a code, which is forgotten sooner than its letter. */
    verificationId: uuid("verification_id"),
    /** Set when its reader can say that it was not them. */
    noticeId: uuid("notice_id"),
    /** Words for the template; never a link or a code. */
    words: jsonb("words").$type<Record<string, string>>().notNull().default({}),
    state: text("state", { enum: ["queued", "sent", "failed", "dropped"] })
      .notNull()
      .default("queued"),
    attempts: integer("attempts").notNull().default(0),
    /** Begins anew while the account is refused, unless it was perhaps taken before. */
    firstTriedAt: at("first_tried_at"),
    /** Whether a try has ended without anybody knowing if the provider took it. */
    perhapsTaken: boolean("perhaps_taken").notNull().default(false),
    nextTryAt: at("next_try_at").notNull().defaultNow(),
    sentAt: at("sent_at"),
    providerId: text("provider_id"),
    /** Why it failed, came back or waits, in the words of the provider, without addresses. */
    failure: text("failure"),
    /** What the provider has told of it since it was sent, and when that was. */
    fate: text("fate", { enum: fates }),
    fateAt: at("fate_at"),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [
    index("letters_due").on(t.nextTryAt).where(sql`${t.state} = 'queued'`),
    index("letters_handshake").on(t.handshakeId),
    index("letters_provider").on(t.providerId).where(sql`${t.providerId} is not null`),
    check("letters_channel", sql`${t.channel} in ('email', 'sms')`),
    check("letters_state", sql`${t.state} in ('queued', 'sent', 'failed', 'dropped')`),
    check("letters_fate", sql`${t.fate} in (${among(fates)})`),
  ],
)

/** A contact that wants no more invitations from an organization, as somebody has said with a letter of it. */
export const optOuts = pgTable(
  "opt_outs",
  {
    organizationId: text("organization_id").notNull(),
    contact: text("contact").notNull(),
    at: at("at").notNull(),
  },
  (t) => [primaryKey({ name: "opt_outs_once", columns: [t.organizationId, t.contact] })],
)

/** A channel whose provider refuses our account: its letters wait, and one of them is tried now and then. */
export const refusedChannels = pgTable("refused_channels", {
  channel: text("channel", { enum: ["email", "sms"] }).primaryKey(),
  since: at("since").notNull(),
  /** In the words of the provider, without addresses. */
  reason: text("reason").notNull(),
  nextProbeAt: at("next_probe_at").notNull(),
})

/** Who did what to whom, when: one row a change, written in its transaction, or a refused attempt. Never altered. */
export const audit = pgTable(
  "audit",
  {
    id: uuid("id").primaryKey(),
    organizationId: text("organization_id"),
    actorId: uuid("actor_id"),
    action: text("action").notNull(),
    target: text("target"),
    handshakeId: uuid("handshake_id"),
    ip: text("ip"),
    /** The code of the refusal; null for what was done. */
    refusal: text("refusal"),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull().default({}),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [
    index("audit_page").on(t.organizationId, t.at, t.id),
    index("audit_action_page").on(t.organizationId, t.action, t.at, t.id),
    // Few rows are refused: without these, a page of them reads through all that was done.
    index("audit_refused").on(t.organizationId, t.at, t.id).where(sql`${t.refusal} is not null`),
    index("audit_refused_action").on(t.organizationId, t.action, t.at, t.id).where(sql`${t.refusal} is not null`),
  ],
)

/** The audit's seals: each holds a row and, through the seal before, all earlier rows of its chain. */
export const seals = pgTable(
  "seals",
  {
    /** An organization's id, or `platform` for what concerns no organization. */
    chain: text("chain").notNull(),
    sequence: bigint("sequence", { mode: "number" }).notNull(),
    auditId: uuid("audit_id")
      .notNull()
      .references(() => audit.id),
    keyId: text("key_id").notNull(),
    hash: text("hash").notNull(),
  },
  (t) => [
    primaryKey({ name: "seals_in_order", columns: [t.chain, t.sequence] }),
    uniqueIndex("seals_once").on(t.auditId),
  ],
)

/** Later seals of rows that have one already: by another secret, or over what is left of a row that named a person. */
export const reseals = pgTable(
  "reseals",
  {
    auditId: uuid("audit_id").notNull(),
    keyId: text("key_id").notNull(),
    hash: text("hash").notNull(),
  },
  (t) => [primaryKey({ name: "reseals_once", columns: [t.auditId, t.hash] })],
)

/** What a program signs its requests with. It acts as its account, with a part of that account's rights. */
export const accessKeys = pgTable(
  "access_keys",
  {
    id: text("id").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    /** The organization that it acts in; null for a key of the account itself. */
    organizationId: text("organization_id").references(() => organizations.id),
    name: text("name").notNull(),
    permissions: text("permissions", { enum: keyPermissions }).array().notNull(),
    /** Encrypted, for a signature can only be verified with it. */
    secret: text("secret").notNull(),
    /** Which of our secrets it is encrypted with. */
    keyId: text("key_id").notNull(),
    createdAt: at("created_at").notNull(),
    disabledAt: at("disabled_at"),
    deletedAt: at("deleted_at"),
    lastUsedAt: at("last_used_at"),
    lastUsedFrom: text("last_used_from"),
    /** The login by which it was made, kept after that has ended; null where a command made it. */
    login: text("login"),
  },
  (t) => [
    index("access_keys_organization").on(t.organizationId, t.createdAt),
    index("access_keys_account").on(t.accountId, t.createdAt),
    check("access_keys_id_form", sql`${t.id} ~ '^[A-Z0-9]{20}$'`),
    check("access_keys_permissions", sql`${t.permissions} <@ array[${among(keyPermissions)}]`),
  ],
)

/** The request log: what programs have asked, and what they were answered. */
export const requests = pgTable(
  "requests",
  {
    /** Also the request id that the API client was given. */
    id: uuid("id").primaryKey(),
    accessKeyId: text("access_key_id")
      .notNull()
      .references(() => accessKeys.id),
    /** The organization that it concerned; null where the account has none. */
    organizationId: text("organization_id").references(() => organizations.id),
    operation: text("operation").notNull(),
    /** The name of the error that was answered, with its reason; null for what succeeded. */
    error: text("error"),
    ip: text("ip"),
    at: at("at").notNull(),
  },
  (t) => [
    index("requests_page").on(t.organizationId, t.id),
    index("requests_key_page").on(t.accessKeyId, t.id),
    // Few requests are refused: without these, a page of them reads through all that were served.
    index("requests_refused").on(t.organizationId, t.id).where(sql`${t.error} is not null`),
    index("requests_key_refused").on(t.accessKeyId, t.id).where(sql`${t.error} is not null`),
    index("requests_at").on(t.at),
  ],
)

/** What was answered to a change that a program asked for, so that asking again after a lost answer changes nothing. */
export const replies = pgTable(
  "replies",
  {
    accessKeyId: text("access_key_id")
      .notNull()
      .references(() => accessKeys.id),
    /** The id that the client gives one call, through all its tries. */
    invocation: text("invocation").notNull(),
    /** What was asked: another question is another call. */
    question: text("question").notNull(),
    answer: jsonb("answer").$type<unknown>(),
    at: at("at").notNull(),
  },
  (t) => [
    primaryKey({ name: "replies_once", columns: [t.accessKeyId, t.invocation, t.question] }),
    index("replies_at").on(t.at),
  ],
)

/** What an enterprise has written on its member accounts. They go with the membership. */
export const tags = pgTable(
  "tags",
  {
    organizationId: text("organization_id").notNull(),
    accountId: uuid("account_id").notNull(),
    key: text("key").notNull(),
    value: text("value").notNull(),
  },
  (t) => [
    primaryKey({ name: "tags_once", columns: [t.organizationId, t.accountId, t.key] }),
    foreignKey({
      name: "tags_member",
      columns: [t.organizationId, t.accountId],
      foreignColumns: [memberships.organizationId, memberships.accountId],
    }).onDelete("cascade"),
    check("tags_length", sql`length(${t.key}) between 1 and 128 and length(${t.value}) <= 256`),
  ],
)

/** A rule for tags, as an enterprise wrote it. */
export const policies = pgTable(
  "policies",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    description: text("description").notNull(),
    /** The document, as text. */
    content: text("content").notNull(),
    createdAt: at("created_at").notNull(),
    changedAt: at("changed_at").notNull(),
  },
  (t) => [
    uniqueIndex("policies_name").on(t.organizationId, t.name),
    index("policies_page").on(t.organizationId, t.id),
    check("policies_id_form", sql`${t.id} ~ '^p-[0-9a-z]{10,32}$'`),
  ],
)

/** Where a policy holds: for the whole organization, or for one member account. */
export const policyAttachments = pgTable(
  "policy_attachments",
  {
    /** In the order of attaching, which decides when policies are merged. */
    sequence: bigint("sequence", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    policyId: text("policy_id")
      .notNull()
      .references(() => policies.id),
    organizationId: text("organization_id").notNull(),
    /** None for the root. */
    accountId: uuid("account_id"),
    at: at("at").notNull(),
  },
  (t) => [
    unique("policy_attachments_once").on(t.policyId, t.accountId).nullsNotDistinct(),
    index("policy_attachments_target").on(t.organizationId, t.accountId, t.sequence),
    foreignKey({
      name: "policy_attachments_member",
      columns: [t.organizationId, t.accountId],
      foreignColumns: [memberships.organizationId, memberships.accountId],
    }).onDelete("cascade"),
  ],
)

/** Attempts counted in a window; every limit of the product is a row here. */
export const limits = pgTable("limits", {
  key: text("key").primaryKey(),
  count: integer("count").notNull(),
  resetsAt: at("resets_at").notNull(),
})

/** The worker says here that it lives. */
export const heartbeats = pgTable("heartbeats", {
  name: text("name").primaryKey(),
  at: at("at").notNull(),
})
