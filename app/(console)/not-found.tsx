import { headers } from "next/headers"
import { DeadEnd } from "@/app/dead-end"
import { PATH_HEADER } from "@/lib/web/safe-path"

/** One answer for an organization that does not exist and for one that is foreign, or was left. */
export default async function NoOrganization() {
  const path = (await headers()).get(PATH_HEADER)
  return <DeadEnd why={path?.startsWith("/o-") ? "noOrganization" : "notFound"} />
}
