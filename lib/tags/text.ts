export const TAG_KEY_MAX = 128
export const TAG_VALUE_MAX = 256
/** What a key and a value of a tag are made of. */
export const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
/** Keys that programs leave to the platform. */
export const TAG_RESERVED = /^aws:/i
