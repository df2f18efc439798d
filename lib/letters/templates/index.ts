import { code } from "@/lib/letters/templates/code"
import { invitation, reminder } from "@/lib/letters/templates/invitation"
import { type Facts, type LetterTemplate, needed } from "@/lib/letters/templates/letter"
import { notice } from "@/lib/letters/templates/notice"

/** Every letter by its name. */
export const letterTemplates = {
  invitation,
  "invitation-reminder": reminder,
  code,
  "new-link-wanted": notice("newLinkWanted", (facts) => {
    const contact = encodeURIComponent(facts.words.contact ?? "")
    return `${organization(facts)}/enterprise/members?tab=records&q=${contact}`
  }),
  "account-exists": notice("accountExists", login),
  "password-changed": notice("passwordChanged", notMe),
  "contact-added": notice("contactAdded", notMe),
  "contact-replaced": notice("contactReplaced", notMe),
  "new-login": notice("newLogin", notMe),
  "key-created": notice("keyCreated", notMe),
  "role-changed": notice("roleChanged", notMe),
  "factor-added": notice("factorAdded", notMe),
  "factor-removed": notice("factorRemoved", notMe),
  "recovery-codes-made": notice("recoveryCodesMade", notMe),
  "recovery-code-used": notice("recoveryCodeUsed", notMe),
  "factor-reset-asked": notice("factorResetAsked", notMe),
  "factors-reset": notice("factorsReset", notMe),
  "second-step-failed": notice("secondStepFailed", notMe),
  "ownership-transfer": notice("ownershipTransfer", ({ link }) => needed(link, "link")),
  "ownership-transferred": notice("ownershipTransferred", login),
  "ownership-declined": notice("ownershipDeclined", profile),
  "texts-spent": notice("textsSpent", ({ origin }) => `${origin}/operator`),
  "certification-requested": notice("certificationRequested", ({ origin }) => `${origin}/operator`),
  "certification-approved": notice("certificationApproved", certification),
  "certification-rejected": notice("certificationRejected", certification),
  "join-requested": notice("joinRequested", (facts) => `${organization(facts)}/account/tasks`),
  "join-approved": notice("joinApproved", organization),
  "join-rejected": notice("joinRejected", ({ origin }) => `${origin}/me/affiliation`),
  "security-binding": notice("securityBinding", ({ link }) => needed(link, "link")),
  "features-requested": notice("featuresRequested", profile),
  "feature-approval": notice("featureApproval", (facts) => `${organization(facts)}/account/affiliation`),
  "features-declined": notice("featuresDeclined", profile),
  "features-approved": notice("featuresApproved", profile),
} satisfies Record<string, LetterTemplate>

export type Template = keyof typeof letterTemplates

/** Where its reader says that it was not them; what an earlier version has queued leads to the login. */
function notMe(facts: Facts): string {
  return facts.link ?? login(facts)
}

function login({ origin }: Facts): string {
  return `${origin}/login`
}

function certification(facts: Facts): string {
  return `${organization(facts)}/enterprise/information`
}

function profile(facts: Facts): string {
  return `${organization(facts)}/iam/organization-profile`
}

function organization({ origin, words }: Facts): string {
  return `${origin}/${needed(words.organizationId, "organization")}`
}
