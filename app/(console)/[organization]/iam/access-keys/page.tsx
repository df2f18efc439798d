import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { Blocked } from "@/app/(console)/[organization]/iam/access-keys/blocked"
import { Creation } from "@/app/(console)/[organization]/iam/access-keys/creation"
import { KeysTab } from "@/app/(console)/[organization]/iam/access-keys/keys-tab"
import { LogTab } from "@/app/(console)/[organization]/iam/access-keys/log-tab"
import { OwnInstead } from "@/app/(console)/[organization]/iam/access-keys/own-instead"
import { parseAccessKeysView } from "@/app/(console)/[organization]/iam/access-keys/search-params"
import { Views } from "@/app/(console)/[organization]/iam/access-keys/views"
import { ClientMessages } from "@/app/(console)/client-messages"
import { accessKeysOf } from "@/components/shell/navigation"
import { PageHeader } from "@/components/ui/page-header"
import { listAccessKeys, whyNotInviteByApi } from "@/lib/access-keys/records"
import { listRequests } from "@/lib/access-keys/request-log"
import { can } from "@/lib/shared/roles"
import { requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("accessKeys"))("title") }
}

/** IAM > Access Keys: what programs sign their requests with, and what they have asked. */
export default async function AccessKeysPage({ params, searchParams }: PageProps<"/[organization]/iam/access-keys">) {
  const [{ organization: id }, query, t] = await Promise.all([params, searchParams, getTranslations("accessKeys")])
  const { ctx, account, organization } = await requirePermission(id, "keys.read")
  const { organizationId, name, role } = organization
  const view = parseAccessKeysView(query)
  const path = accessKeysOf(id)
  const mayManage = can(role, "keys.manage")
  const [keys, blockedBy, requests] = await Promise.all([
    listAccessKeys(ctx, organizationId),
    whyNotInviteByApi(ctx, organizationId),
    view.tab === "requests" ? listRequests(ctx, organizationId, { ...view, id: view.q }) : null,
  ])
  return (
    <ClientMessages of={["accessKeys", "keyPermissions", "requestLog"]}>
      <PageHeader
        title={t("title")}
        facts={t("lead", { organization: name })}
        actions={<Creation organization={{ id, name }} refusal={mayManage ? null : t("create.onlySuperAdmin")} />}
      />
      {!mayManage && <OwnInstead />}
      {blockedBy && <Blocked organizationId={id} blockedBy={blockedBy} />}
      <Views path={path} tab={view.tab} />
      {view.tab === "requests" && requests ? (
        <LogTab path={path} view={view} page={requests} keys={keys} />
      ) : (
        <KeysTab path={path} keys={keys} self={account.id} readOnly={!mayManage} hint={t("noneHint")} />
      )}
    </ClientMessages>
  )
}
