import { expect, test } from "vitest"
import { explained } from "@/lib/shared/delivery-reasons"

test.each([
  ["550 5.1.1 The mailbox does not exist.", "no_mailbox"],
  ["SMTP: 550 5.1.1 … unknown", "no_mailbox"],
  ["SMTP: 550 No such user here", "no_mailbox"],
  ["SMTP: 550 User unknown in virtual alias table", "no_mailbox"],
  ["SMTP: 550 5.2.1 The mailbox does not accept messages", "mailbox_disabled"],
  ["SMTP: 552 5.2.2 The recipient's mailbox is over quota", "mailbox_full"],
  ["SMTP: 452 4.2.2 The recipient's mailbox is full", "mailbox_full"],
  ["SMTP: 550 Mailbox full", "mailbox_full"],
  ["SMTP: 550 5.1.2 Host unknown", "no_domain"],
  ["SMTP: 553 5.1.3 The address is malformed", "not_an_address"],
  ["SMTP: 552 5.3.4 Message too big", "too_large"],
  ["SMTP: 554 5.7.1 Message refused as spam", "seen_as_spam"],
  ["SMTP: 550 5.7.26 Unauthenticated sender", "not_permitted"],
  ["SMTP: 451 4.7.1 Greylisted", "greylisted"],
  ["SMTP: 450 4.2.1 The mailbox is busy", "rejected_for_now"],
  ["SMTP: 554 Transaction failed", "rejected"],
  ["SMTP: Connection timeout", "unreachable"],
  ["Twilio: ECONNREFUSED", "unreachable"],
  ["Twilio: 400 21211 The 'To' number is not a valid phone number.", "not_an_address"],
  ["Twilio: 400 21610 Attempt to send to unsubscribed recipient", "unsubscribed"],
  ["Twilio: 400 21408 Permission to send an SMS has not been enabled for the region", "not_served"],
  ["Resend: validation_error 422 Invalid address", "not_an_address"],
  ["Resend: Permanent Suppressed The recipient's email address is on the suppression list", "suppressed"],
  ["Resend: Permanent NoEmail The address was not found", "no_mailbox"],
  ["Resend: Transient MailboxFull The mailbox is full", "mailbox_full"],
  ["Resend: Transient General The server said to try later", "rejected_for_now"],
  ["Resend: Permanent General The recipient's email provider sent a hard bounce message", "rejected"],
  ["Twilio: undelivered 30003", "phone_off"],
  ["Twilio: undelivered 30005", "no_number"],
  ["Twilio: undelivered 30006", "no_texts"],
  ["Twilio: undelivered 30007", "seen_as_spam"],
  ["Twilio: failed 30008", "not_carried"],
])("What a provider says as %s means %s, and stays beside it", (stored, meaning) => {
  expect(explained(stored)).toEqual({ words: [meaning], quoted: stored })
})

test("A reason of ours comes before what the provider said", () => {
  expect(explained("needs_attention: SMTP: 450 4.2.1 Busy")).toEqual({
    words: ["needs_attention", "rejected_for_now"],
    quoted: "SMTP: 450 4.2.1 Busy",
  })
})

test("What nobody knows is quoted alone", () => {
  expect(explained("Resend: strange things")).toEqual({ words: [], quoted: "Resend: strange things" })
})
