import type { Template } from ".."
import { accountExists } from "./account-exists"
import { code } from "./code"
import { contactAdded } from "./contact-added"
import { invitation } from "./invitation"
import type { LetterTemplate } from "./letter"
import { newLinkWanted } from "./new-link-wanted"
import { passwordChanged } from "./password-changed"

export const letterTemplates: Record<Template, LetterTemplate> = {
  invitation,
  "new-link-wanted": newLinkWanted,
  code,
  "account-exists": accountExists,
  "password-changed": passwordChanged,
  "contact-added": contactAdded,
}
