export const dynamic = "force-dynamic"

/** Answers as long as the process runs. */
export function GET() {
  return Response.json({ status: "live" })
}
