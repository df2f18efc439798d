import type { SMTPError } from "nodemailer/lib/smtp-connection"
import { DeliveryFailure } from "@/lib/letters/failure"
import type { Reason } from "@/lib/shared/delivery-reasons"

type Told = Pick<SMTPError, "message" | "response" | "responseCode" | "command" | "code">

/** Of nodemailer: no login that the server takes, or no encryption that we ask for. */
const OF_ACCOUNT = ["EAUTH", "ENOAUTH", "EOAUTH2", "ETLS"]
/** Where a server speaks of the recipient or the letter; whatever it refuses before that is us. */
const OF_RECIPIENT = "RCPT TO"
const OF_LETTER = "DATA"
const FULL = [452, 552]
/** A letter that is too large is full as well. */
const TOO_LARGE = /\b5\.3\.4\b|\b(?:size|large|big)\b/i
/** How servers say at the recipient that we may not send through them, or no more today. */
const NOT_THROUGH_US = /\brelay|\bsending (?:limit|quota)|\b5\.4\.5\b/i
/** How they say at the letter that the sender is not ours, or the account has spent what it may send. */
const NOT_BY_US =
  /\b(?:quota|credits?|suspended)\b|\b(?:sending|sender|send|daily|hourly) (?:\w+ )?(?:limit|identity|rights?)\b|\blimit exceeded\b|\bsend as\b|\bfrom address\b|\bnot verified\b|\b(?:5\.4\.5|5\.1\.8|5\.7\.60|5\.2\.252)\b/i

/** What an error of nodemailer says of a letter: whether it is its recipient's, its own, or our account's fault. */
export function failureOf(error: Told): DeliveryFailure {
  const { message, response, responseCode = 0, command } = error
  const reason: Reason = `SMTP: ${response ?? message}`
  if (isOfAccount(error)) return new DeliveryFailure("account", reason)
  if (responseCode >= 500) return new DeliveryFailure("permanent", reason)
  const unclear = !responseCode && command !== "CONN"
  return new DeliveryFailure(unclear ? "ambiguous" : "retry", reason)
}

function isOfAccount({ code = "", command = "", response = "", responseCode = 0 }: Told): boolean {
  if (OF_ACCOUNT.includes(code) || responseCode === 530) return true
  if (command === OF_RECIPIENT) return NOT_THROUGH_US.test(response)
  if (TOO_LARGE.test(response)) return false
  if (FULL.includes(responseCode) || (responseCode > 0 && NOT_BY_US.test(response))) return true
  return responseCode >= 500 && command !== OF_LETTER
}
