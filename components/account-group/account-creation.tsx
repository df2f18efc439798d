"use client"

import { UserPlus } from "lucide-react"
import type { Route } from "next"
import { useTranslations } from "next-intl"
import { useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { ConsoleForm } from "@/components/forms/console-form"
import { FormField } from "@/components/forms/form-field"
import { accountGroupOf } from "@/components/shell/navigation"
import { useAddressed } from "@/components/ui/addressed"
import { Callout } from "@/components/ui/callout"
import { CopyButton } from "@/components/ui/copy-button"
import { Dialog, OpenButton } from "@/components/ui/overlay"
import { RouterButton } from "@/components/ui/router-links"
import { SubmitButton } from "@/components/ui/submit-button"
import { NAME_MAX } from "@/lib/shared/lengths"
import { typedLine } from "@/lib/shared/typed/text"

interface AccountCreationProps {
  organization: { id: string; name: string }
  /** Why this visitor cannot create accounts; null when they can. */
  refusal: string | null
  /** Gives the new account's number. */
  action: ServerAction<string>
}

interface Created {
  name: string
  number: string
}

/** Creates an account of the enterprise, and shows its number at once. */
export function AccountCreation({ organization, refusal, action }: AccountCreationProps) {
  const t = useTranslations("accountGroup.create")
  const dialog = useAddressed("create", refusal !== null)
  const [created, setCreated] = useState<Created | null>(null)
  const begin = () => {
    setCreated(null)
    dialog.show()
  }
  return (
    <>
      <OpenButton look="primary" disabledReason={refusal} onClick={begin}>
        <UserPlus aria-hidden />
        {t("button")}
      </OpenButton>
      <Dialog
        open={dialog.open}
        onOpenChange={dialog.close}
        title={t("button")}
        description={created ? undefined : t("lead", { organization: organization.name })}
      >
        {created ? (
          <Done {...created} organizationId={organization.id} close={dialog.close} />
        ) : (
          <Form organizationId={organization.id} action={action} onCreated={setCreated} />
        )}
      </Dialog>
    </>
  )
}

interface FormProps {
  organizationId: string
  action: ServerAction<string>
  onCreated: (created: Created) => void
}

function Form({ organizationId, action, onCreated }: FormProps) {
  const t = useTranslations("accountGroup.create")
  const [name, setName] = useState("")
  return (
    <ConsoleForm
      action={action}
      more={{ organizationId }}
      onDone={(number) => onCreated({ name: typedLine(name), number })}
    >
      {(pending) => (
        <>
          <FormField
            name="name"
            label={t("name")}
            hint={t("nameHint")}
            limit={NAME_MAX}
            autoComplete="off"
            onChange={({ target }) => setName(target.value)}
            required
          />
          <SubmitButton pending={pending} size="large" wide>
            {t("submit")}
          </SubmitButton>
        </>
      )}
    </ConsoleForm>
  )
}

function Done({ name, number, organizationId, close }: Created & { organizationId: string; close: () => void }) {
  const t = useTranslations("accountGroup.create")
  const found = `${accountGroupOf(organizationId)}?q=${number}`
  return (
    <>
      <div role="status">
        <Callout tone="success" title={t("done", { name })}>
          {t("next")}
        </Callout>
      </div>
      <p className="flex flex-wrap items-center justify-between gap-2">
        <span>
          {t("number")} <code className="font-medium">{number}</code>
        </span>
        <CopyButton text={number} size="small" />
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <RouterButton href={found as Route} onClick={close}>
          {t("show")}
        </RouterButton>
        <RouterButton look="primary" href={`${found}&bind=${number}` as Route} onClick={close}>
          {t("bind")}
        </RouterButton>
      </div>
    </>
  )
}
