import { loginHasEnded } from "@/lib/web/session"

/** What a tab asks when its reader comes back to it, and nothing more (R81). */
export async function GET() {
  return Response.json({ ended: await loginHasEnded() }, { headers: { "Cache-Control": "no-store" } })
}
