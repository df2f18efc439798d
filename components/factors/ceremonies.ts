"use client"

import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser"

export type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON }

/** Why there is no answer of a passkey: its holder did not want to, it is here already, or it cannot be used here. */
export type Failure = "cancelled" | "present" | "failed"
type Answered = { answer: string } | { failure: Failure }

/** Asks for a passkey of this site; the browser shows what it has. */
export function askPasskey(optionsJSON: PublicKeyCredentialRequestOptionsJSON): Promise<Answered> {
  return answered(async () => (await library()).startAuthentication({ optionsJSON }))
}

/** Has a device make a passkey for this site. */
export function makePasskey(optionsJSON: PublicKeyCredentialCreationOptionsJSON): Promise<Answered> {
  return answered(async () => (await library()).startRegistration({ optionsJSON }))
}

/** Comes with the first passkey that somebody uses. */
function library() {
  return import("@simplewebauthn/browser")
}

async function answered(ask: () => Promise<object>): Promise<Answered> {
  try {
    return { answer: JSON.stringify(await ask()) }
  } catch (error) {
    return { failure: failureOf(error instanceof Error ? error.name : "") }
  }
}

function failureOf(name: string): Failure {
  if (name === "NotAllowedError" || name === "AbortError") return "cancelled"
  return name === "InvalidStateError" ? "present" : "failed"
}
