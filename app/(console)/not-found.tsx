import { headers } from "next/headers"
import { DeadEnd } from "@/app/dead-end"
import { PATH_HEADER } from "@/lib/web/safe-path"

/** Answers alike for an organization that does not exist and for one the visitor does not belong to. */
export default async function NoOrganization() {
  const path = (await headers()).get(PATH_HEADER)
  return <DeadEnd why={path?.startsWith("/o-") ? "noOrganization" : "notFound"} />
}
