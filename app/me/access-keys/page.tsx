import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { Creation } from "@/app/(console)/[organization]/iam/access-keys/creation"
import { KeysTab } from "@/app/(console)/[organization]/iam/access-keys/keys-tab"
import { LogTab } from "@/app/(console)/[organization]/iam/access-keys/log-tab"
import { parseAccessKeysView } from "@/app/(console)/[organization]/iam/access-keys/search-params"
import { Views } from "@/app/(console)/[organization]/iam/access-keys/views"
import { ClientMessages } from "@/app/(console)/client-messages"
import { LinkButton } from "@/components/ui/link-button"
import { PageHeader } from "@/components/ui/page-header"
import { ownAccessKeys } from "@/lib/access-keys/records"
import { ownApiRequests } from "@/lib/access-keys/request-log"
import { mustBeLoggedIn } from "@/lib/web/session"

const PATH = "/me/access-keys"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("accessKeys"))("title") }
}

/** The keys of an account itself, with which a program sees and answers its invitations. */
export default async function OwnAccessKeysPage({ searchParams }: PageProps<"/me/access-keys">) {
  const { ctx, account } = await mustBeLoggedIn()
  const [query, t, words] = await Promise.all([searchParams, getTranslations("accessKeys"), getTranslations("account")])
  const view = parseAccessKeysView(query)
  const [keys, requests] = await Promise.all([
    ownAccessKeys(ctx),
    view.tab === "requests" ? ownApiRequests(ctx, { ...view, id: view.q }) : null,
  ])
  return (
    <ClientMessages of={["accessKeys", "keyPermissions", "requestLog"]}>
      <PageHeader
        title={t("title")}
        facts={t("ownLead")}
        actions={
          <>
            <LinkButton href="/me">{words("back")}</LinkButton>
            <Creation organization={null} refusal={null} />
          </>
        }
      />
      <Views path={PATH} tab={view.tab} />
      {view.tab === "requests" && requests ? (
        <LogTab path={PATH} view={view} page={requests} keys={keys} />
      ) : (
        <KeysTab path={PATH} keys={keys} self={account.id} own hint={t("noneOwnHint")} />
      )}
    </ClientMessages>
  )
}
