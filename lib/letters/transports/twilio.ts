import { type Deliver, recipientOf } from "@/lib/letters/deliver"
import { DeliveryFailure, kindOfStatus, retryAfter } from "@/lib/letters/failure"
import type { Reason } from "@/lib/shared/delivery-reasons"

interface Options {
  accountSid: string
  authToken: string
  /** A phone number, or the SID of a messaging service. */
  from: string
  baseUrl?: string
  /** Where the provider tells what became of a message; it takes no address that only this machine knows. */
  callback?: string
}

interface Message {
  sid: string
  body: string
  status: string
  date_created: string
}

const BASE_URL = "https://api.twilio.com"
const LATEST = 50
/** How far the clocks of provider and database may be apart. */
const SKEW_MS = 10_000
/** No login, an account that is not active, a sender that is not its own, or a day's messages spent. */
const OF_ACCOUNT = [20003, 20005, 20008, 21212, 21603, 21606, 21659, 21660, 21701, 21703, 21705, 30032, 63038]
/** A number that this account may not write to: a country, a number of a trial, somebody who said stop. */
const OF_RECIPIENT = [21211, 21408, 21608, 21610, 21612, 21614]
const NEVER_ARRIVED = ["failed", "undelivered", "canceled"]

/** Text messages through Twilio, which knows no idempotency key: a second try first looks whether the first arrived. */
export function twilio({ accountSid, authToken, from, baseUrl = BASE_URL, callback }: Options): Deliver {
  const url = `${baseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`
  const sender = from.startsWith("MG") ? "MessagingServiceSid" : "From"
  return async ({ text }, letter, signal) => {
    const To = recipientOf(letter)
    const call = { headers: { authorization }, signal, redirect: "error" } as const
    const since = (letter.firstTriedAt?.getTime() ?? 0) - SKEW_MS
    const earlier = letter.attempts > 1 ? await findEarlier(`${url}?${latestTo(To)}`, { text, since }, call) : undefined
    if (earlier) return { providerId: earlier.sid }
    const told = callback && { StatusCallback: `${callback}?letter=${letter.id}` }
    const body = new URLSearchParams({ To, Body: text, [sender]: from, ...told })
    const { sid } = await ask<Message>(url, { ...call, method: "POST", body })
    return { providerId: sid }
  }
}

/** The search goes by recipient, because a text that still waits at the provider has no date. */
function latestTo(To: string): URLSearchParams {
  return new URLSearchParams({ To, PageSize: String(LATEST) })
}

/** The message of an earlier try: the same words, and not from before this letter was tried at all. */
async function findEarlier(url: string, { text, since }: { text: string; since: number }, call: RequestInit) {
  const { messages } = await ask<{ messages: Message[] }>(url, call)
  return messages.find(
    ({ body, status, date_created }) =>
      body.endsWith(text) && !NEVER_ARRIVED.includes(status) && Date.parse(date_created) >= since,
  )
}

async function ask<T>(url: string, call: RequestInit): Promise<T> {
  const response = await fetch(url, call).catch((error: Error) => Promise.reject(unreachable(error)))
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer as T
  const retryAfterSeconds = retryAfter(response.headers.get("retry-after"))
  const reason: Reason = `Twilio: ${response.status} ${answer.code ?? ""} ${answer.message ?? ""}`
  throw new DeliveryFailure(kindOf(response.status, Number(answer.code)), reason, { retryAfterSeconds })
}

function kindOf(status: number, code: number): DeliveryFailure["kind"] {
  if (OF_RECIPIENT.includes(code)) return "permanent"
  return OF_ACCOUNT.includes(code) ? "account" : kindOfStatus(status)
}

function unreachable({ name, cause }: Error): DeliveryFailure {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : name
  const surelyNotTaken = code === "ECONNREFUSED" || code === "ENOTFOUND"
  return new DeliveryFailure(surelyNotTaken ? "retry" : "ambiguous", `Twilio: ${code}`)
}
