import { type NextRequest, NextResponse } from "next/server"
import { setOptOut } from "@/lib/invitations/opt-outs"
import { bodyWithin } from "@/lib/letters/webhooks/webhook"
import { settings } from "@/lib/settings"
import { Refusal } from "@/lib/shared/refusals"
import { anyoneContext } from "@/lib/web/session"

/** What mail programs post, in either form, when their own button against more letters is pressed (RFC 8058). */
const PRESSED = /\bList-Unsubscribe\b["=\s]+One-Click\b/
const LARGEST = 4096

/** Leads who opens the address to the page, which has a button. */
export function GET({ nextUrl }: NextRequest) {
  return NextResponse.redirect(new URL(`/opt-out${nextUrl.search}`, settings().origin), 303)
}

/** Ends invitations to who has pressed the button of their mail program. */
export async function POST(request: NextRequest) {
  const body = await bodyWithin(request, LARGEST)
  if (!body || !PRESSED.test(body)) return new Response(null, { status: 400 })
  const token = request.nextUrl.searchParams.get("token") ?? ""
  try {
    await setOptOut(await anyoneContext(), { token, wanted: "none" })
    return new Response(null, { status: 200 })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return new Response(null, { status: error.code === "rate_reached" ? 429 : 404 })
  }
}
