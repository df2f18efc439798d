import type { Template } from "@/lib/letters/templates"

/** The letter that comes behind the invitation, before it ends; the record shows what became of the first. */
export const REMINDER: Template = "invitation-reminder"
