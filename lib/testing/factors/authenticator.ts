import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto"
import { settings } from "@/lib/settings"
import type { Input } from "@/lib/shared/forms"

type Answer = Input<"passkeyAnswer">["answer"]
type NewPasskey = Input<"addPasskey">["answer"]

const [USER_PRESENT, USER_VERIFIED, KEY_INCLUDED] = [0x01, 0x04, 0x40]
const COORDINATE = 32

/** A device with one passkey, which signs whatever it is told, as browsers would not. */
export function authenticator({ counts = true } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const credential = randomBytes(16)
  const id = credential.toString("base64url")
  let counter = 0

  const authData = (flags: number, rest = Buffer.alloc(0)) => {
    const head = Buffer.alloc(5)
    head.writeUInt8(flags)
    head.writeUInt32BE(counts ? counter : 0, 1)
    return Buffer.concat([sha256(new URL(settings().origin).hostname), head, rest])
  }

  return {
    id,
    /** Makes the passkey, as its site has asked. */
    create({ challenge }: { challenge: string }): NewPasskey {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(credential.length)
      const data = Buffer.concat([Buffer.alloc(16), length, credential, coseKey(publicKey.export({ format: "jwk" }))])
      const attestation = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"),
        bytesOf(authData(USER_PRESENT | USER_VERIFIED | KEY_INCLUDED, data)),
      ])
      return {
        id,
        rawId: id,
        type: "public-key",
        response: {
          clientDataJSON: clientData("webauthn.create", challenge),
          attestationObject: attestation.toString("base64url"),
          transports: ["internal"],
        },
        clientExtensionResults: {},
      }
    },
    /** Signs a challenge; the next use counts further unless it is told to count back. */
    answer(
      { challenge }: { challenge: string },
      { by = 1, verified = true, origin = settings().origin, userHandle = undefined as string | undefined } = {},
    ): Answer {
      counter += by
      const client = clientData("webauthn.get", challenge, origin)
      const data = authData(USER_PRESENT | (verified ? USER_VERIFIED : 0))
      const signature = sign("sha256", Buffer.concat([data, sha256(Buffer.from(client, "base64url"))]), privateKey)
      return {
        id,
        rawId: id,
        type: "public-key",
        response: {
          clientDataJSON: client,
          authenticatorData: data.toString("base64url"),
          signature: signature.toString("base64url"),
          userHandle,
        },
        clientExtensionResults: {},
      }
    },
  }
}

function clientData(type: string, challenge: string, origin = settings().origin): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString("base64url")
}

function sha256(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest()
}

/** The length in one byte, then the bytes, as CBOR writes what is shorter than 256. */
function bytesOf(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([data.length]), data])
}

/** A map of kind, algorithm, curve and point. */
function coseKey({ x = "", y = "" }: JsonWebKey): Buffer {
  const [first, second] = [x, y].map((part) => Buffer.from(part, "base64url"))
  const label = (key: string) => Buffer.concat([Buffer.from(`${key}58`, "hex"), Buffer.from([COORDINATE])])
  return Buffer.concat([
    Buffer.from("a5010203262001", "hex"),
    label("21"),
    first ?? Buffer.alloc(0),
    label("22"),
    second ?? Buffer.alloc(0),
  ])
}
