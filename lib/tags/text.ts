export const TAG_KEY_MAX = 128
export const TAG_VALUE_MAX = 256
/** The characters of a key and a value. */
export const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
/** Keys that only the platform may write. */
export const TAG_RESERVED = /^aws:/i
