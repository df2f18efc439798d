import clsx from "clsx"

export interface Face {
  /** As `text` it reads as a link: the act that a line of a list carries. */
  look?: "primary" | "secondary" | "quiet" | "danger" | "text"
  size?: "small" | "medium" | "large"
  /** As wide as its container. */
  wide?: boolean
}

/** The classes of a button, whether it is a button or a link; the style sheet has what they look like. */
export function face({ look = "secondary", size = "medium", wide }: Face) {
  return clsx("button", look !== "secondary" && look, size !== "medium" && size, wide && "wide")
}
