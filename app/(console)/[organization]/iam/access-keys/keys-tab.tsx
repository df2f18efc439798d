import { KeyRound } from "lucide-react"
import type { Route } from "next"
import { getTranslations } from "next-intl/server"
import { deleteAccessKeyAction, setAccessKeyAction } from "@/app/(console)/[organization]/iam/access-keys/actions"
import { requestLogAddress } from "@/app/(console)/[organization]/iam/access-keys/search-params"
import { ProveAgain } from "@/app/me/prove-again"
import { AccessKeysTable } from "@/components/access-keys/access-keys-table"
import { Card } from "@/components/ui/card"
import { CopyButton } from "@/components/ui/copy-button"
import { EmptyState } from "@/components/ui/table-states"
import { apiEndpoint } from "@/lib/access-keys/access-keys"
import type { AccessKey } from "@/lib/shared/rows/access-keys"

interface KeysTabProps {
  /** The page, whose request log the keys lead to. */
  path: Route
  keys: AccessKey[]
  /** The account of the visitor. */
  self: string
  readOnly?: boolean
  /** Hides the owner, because every key is the visitor's own. */
  own?: boolean
  /** What a key is good for, shown while there is none. */
  hint: string
}

export async function KeysTab({ path, keys, self, readOnly, own, hint }: KeysTabProps) {
  const t = await getTranslations("accessKeys")
  return (
    <>
      {keys.length === 0 ? (
        <EmptyState icon={<KeyRound />} title={t("none")}>
          {hint}
        </EmptyState>
      ) : (
        <AccessKeysTable
          rows={keys}
          self={self}
          log={requestLogAddress(path)}
          own={own}
          actions={
            readOnly
              ? undefined
              : { set: setAccessKeyAction, remove: deleteAccessKeyAction, password: <ProveAgain act="key.enable" /> }
          }
        />
      )}
      <Endpoint />
    </>
  )
}

async function Endpoint() {
  const t = await getTranslations("accessKeys.endpoint")
  const address = apiEndpoint()
  return (
    <Card title={t("title")} description={t("lead")}>
      <p className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-muted px-3 py-2">
        <code className="wrap-anywhere min-w-0">{address}</code>
        <CopyButton text={address} size="small" />
      </p>
    </Card>
  )
}
