"use client"

import { Plus } from "lucide-react"
import { useTranslations } from "next-intl"
import { type ReactNode, use, useState } from "react"
import { AccessKeySecret, type NewAccessKey } from "@/components/access-keys/access-key-secret"
import type { ServerAction } from "@/components/forms/call-action"
import { ConsoleForm } from "@/components/forms/console-form"
import { RefusalContext } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { useAddressed } from "@/components/ui/addressed"
import { CheckList } from "@/components/ui/check-list"
import { Drawer, OpenButton } from "@/components/ui/overlay"
import { SubmitButton } from "@/components/ui/submit-button"
import { NAME_MAX } from "@/lib/shared/lengths"
import type { Refused } from "@/lib/shared/outcome"
import { type KeyPermission, keyPermissions } from "@/lib/shared/roles"

/** What most programs need: to invite for an organization, to answer for an account. */
const USUAL: Record<"organization" | "own", KeyPermission[]> = {
  organization: ["read", "invite"],
  own: ["read", "answer"],
}

export interface AccessKeyCreationProps {
  /** Null for a key of the account itself. */
  organization: { id: string; name: string } | null
  /** Why this visitor cannot create keys; null when they can. */
  refusal: string | null
  action: ServerAction<NewAccessKey>
  /** Where programs send their requests. */
  endpoint: string
  /** The field for the password, and whether it is asked for from the start. */
  password: ReactNode
  askPassword: boolean
}

/** Creates an access key, whose secret is shown once and then never again. */
export function AccessKeyCreation(props: AccessKeyCreationProps) {
  const { organization, refusal, endpoint } = props
  const t = useTranslations("accessKeys")
  const dialog = useAddressed("create", refusal !== null)
  const [created, setCreated] = useState<NewAccessKey | null>(null)
  const [copied, setCopied] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const begin = () => {
    setCreated(null)
    setCopied(false)
    dialog.show()
  }
  const close = () => {
    dialog.close()
    setLeaving(false)
  }
  const lead = organization ? t("create.lead", { organization: organization.name }) : t("create.ownLead")
  return (
    <>
      <OpenButton look="primary" disabledReason={refusal} onClick={begin}>
        <Plus aria-hidden />
        {t("create.button")}
      </OpenButton>
      <Drawer
        open={dialog.open}
        onOpenChange={() => (created && !copied ? setLeaving(true) : close())}
        title={created ? t("secret.title") : t("create.button")}
        description={created ? undefined : lead}
      >
        {created ? (
          <AccessKeySecret
            {...created}
            endpoint={endpoint}
            own={!organization}
            close={close}
            leaving={leaving}
            stay={() => setLeaving(false)}
            onCopied={() => setCopied(true)}
          />
        ) : (
          <Form {...props} onCreated={setCreated} />
        )}
      </Drawer>
    </>
  )
}

type FormProps = AccessKeyCreationProps & { onCreated: (created: NewAccessKey) => void }

function Form({ organization, action, password, askPassword, onCreated }: FormProps) {
  const t = useTranslations("accessKeys.create")
  const [chosen, choose] = useState(USUAL[organization ? "organization" : "own"])
  const [asked, setAsked] = useState(askPassword)
  const refused = ({ fields }: Refused) => fields.password && setAsked(true)
  return (
    <ConsoleForm
      action={action}
      more={{ organizationId: organization?.id, permissions: chosen }}
      onDone={onCreated}
      onRefused={refused}
    >
      {(pending) => (
        <>
          <FormField name="name" label={t("name")} hint={t("nameHint")} limit={NAME_MAX} autoComplete="off" required />
          <Permissions chosen={chosen} choose={choose} />
          {!organization && <p className="text-secondary text-sm">{t("ownPermissions")}</p>}
          {asked && <div className="contents">{password}</div>}
          <SubmitButton pending={pending} disabledReason={chosen.length === 0 ? t("choose") : null} size="large" wide>
            {t("button")}
          </SubmitButton>
        </>
      )}
    </ConsoleForm>
  )
}

function Permissions({ chosen, choose }: { chosen: KeyPermission[]; choose: (chosen: KeyPermission[]) => void }) {
  const t = useTranslations("accessKeys.create")
  const words = useTranslations("keyPermissions")
  return (
    <CheckList
      legend={t("permissions")}
      options={keyPermissions.map((value) => ({
        value,
        label: words(`${value}.name`),
        description: words(`${value}.duty`),
      }))}
      chosen={chosen}
      onChange={choose}
      error={use(RefusalContext)?.fields.permissions}
    />
  )
}
