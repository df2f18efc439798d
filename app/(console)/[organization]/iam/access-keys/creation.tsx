import { createAccessKeyAction } from "@/app/(console)/[organization]/iam/access-keys/actions"
import { ProveInDialog } from "@/app/(console)/[organization]/iam/prove-in-dialog"
import { AccessKeyCreation } from "@/components/access-keys/access-key-creation"
import { apiEndpoint } from "@/lib/access-keys/access-keys"
import { neededFor } from "@/lib/web/reader/confirmed"

interface CreationProps {
  /** Null for a key of the account itself. */
  organization: { id: string; name: string } | null
  refusal: string | null
}

/** The button that creates a key, with what its dialog has to know. */
export async function Creation({ organization, refusal }: CreationProps) {
  return (
    <AccessKeyCreation
      organization={organization}
      refusal={refusal}
      action={createAccessKeyAction}
      endpoint={apiEndpoint()}
      password={<ProveInDialog act="key.create" dialog="create" />}
      askPassword={(await neededFor("key.create")) !== null}
    />
  )
}
