import { z } from "zod"
import { given, typed } from "@/lib/shared/typed/schemas"

const MAX_CODE = 64

/** Of an authenticator app, or a recovery code. */
export const factorCode = typed("code", { min: 1, max: MAX_CODE })
const bytes = given(/^[\w-]{1,8192}={0,2}$/)
/** The answer of a passkey, as the browser writes it; what else stands in it is left out. */
const answerOf = <T extends z.ZodRawShape>(response: T) =>
  given(/^[\s\S]{1,16384}$/)
    .transform(parsedJson)
    .pipe(
      z.object({
        id: bytes,
        rawId: bytes,
        type: z.literal("public-key"),
        response: z.object({ clientDataJSON: bytes, ...response }),
        clientExtensionResults: z.object({}).default({}),
      }),
    )
export const passkeyAnswer = answerOf({ authenticatorData: bytes, signature: bytes, userHandle: bytes.optional() })
export const newPasskey = answerOf({
  attestationObject: bytes,
  transports: z
    .array(given(/^[a-z-]{1,20}$/))
    .max(8)
    .optional(),
})

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
