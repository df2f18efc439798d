/** What an enterprise writes on a member account. */
export interface Tag {
  key: string
  value: string
}

/** Why a policy does not allow a tag: the case of its key, or its value; with what would be right. */
export interface TagViolation {
  key: string
  why: "case" | "value"
  right: readonly string[]
}
