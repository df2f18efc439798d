import type { Template } from ".."
import { code } from "./code"
import { invitation } from "./invitation"
import { type Facts, type LetterTemplate, needed } from "./letter"
import { notice } from "./notice"

export const letterTemplates: Record<Template, LetterTemplate> = {
  invitation,
  code,
  "new-link-wanted": notice("newLinkWanted", (facts) => {
    const contact = encodeURIComponent(facts.words.contact ?? "")
    return `${organization(facts)}/enterprise/members?tab=records&q=${contact}`
  }),
  "account-exists": notice("accountExists", login),
  "password-changed": notice("passwordChanged", login),
  "contact-added": notice("contactAdded", login),
  "ownership-transfer": notice("ownershipTransfer", ({ link }) => needed(link, "link")),
  "ownership-transferred": notice("ownershipTransferred", login),
  "ownership-declined": notice("ownershipDeclined", (facts) => `${organization(facts)}/iam/organization-profile`),
  "certification-requested": notice("certificationRequested", ({ origin }) => `${origin}/operator`),
  "certification-approved": notice("certificationApproved", certification),
  "certification-rejected": notice("certificationRejected", certification),
  "join-requested": notice("joinRequested", (facts) => `${organization(facts)}/account/tasks`),
  "join-approved": notice("joinApproved", organization),
  "join-rejected": notice("joinRejected", ({ origin }) => `${origin}/account/affiliation`),
  "security-binding": notice("securityBinding", ({ link }) => needed(link, "link")),
}

function login({ origin }: Facts): string {
  return `${origin}/login`
}

function certification(facts: Facts): string {
  return `${organization(facts)}/enterprise/information`
}

function organization({ origin, words }: Facts): string {
  return `${origin}/${needed(words.organizationId, "organization")}`
}
