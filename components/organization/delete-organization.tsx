"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { type ReactNode, use, useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { ConsoleForm } from "@/components/forms/console-form"
import { RefusalContext } from "@/components/forms/form"
import { useAddressed } from "@/components/ui/addressed"
import { TextField } from "@/components/ui/field"
import { Dialog, OpenButton } from "@/components/ui/overlay"
import { SubmitButton } from "@/components/ui/submit-button"
import { toast } from "@/components/ui/toasts"
import type { Refused } from "@/lib/shared/outcome"

interface DeleteOrganizationProps {
  organization: { id: string; name: string }
  /** Why it cannot be deleted now. */
  refusal: string | null
  action: ServerAction
  /** The field for the password. */
  password: ReactNode
  /** Whether the login is too old to do without it. */
  askPassword: boolean
}

/** Deletes the organization, once its name is typed. */
export function DeleteOrganization({
  organization: { id, name },
  refusal,
  action,
  password,
  askPassword,
}: DeleteOrganizationProps) {
  const t = useTranslations("closing")
  const router = useRouter()
  const dialog = useAddressed("delete", refusal !== null)
  const [asked, setAsked] = useState(askPassword)
  const done = () => {
    toast.success(t("done", { organization: name }))
    router.replace("/")
  }
  const refused = ({ fields }: Refused) => {
    if (fields.password) setAsked(true)
  }
  return (
    <>
      <OpenButton disabledReason={refusal} onClick={() => dialog.show()}>
        {t("button")}
      </OpenButton>
      <Dialog
        open={dialog.open}
        onOpenChange={dialog.close}
        title={t("question", { organization: name })}
        description={t("consequence")}
      >
        <ConsoleForm action={action} more={{ organizationId: id }} onDone={done} onRefused={refused}>
          {(pending) => (
            <>
              <Name organization={name} />
              {asked && <div className="contents">{password}</div>}
              <SubmitButton pending={pending} look="danger" size="large" wide>
                {t("button")}
              </SubmitButton>
            </>
          )}
        </ConsoleForm>
      </Dialog>
    </>
  )
}

function Name({ organization }: { organization: string }) {
  const t = useTranslations("closing")
  const wrong = use(RefusalContext)?.fields.name
  return (
    <TextField
      name="name"
      label={t("name", { organization })}
      error={wrong && t("wrongName")}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      required
    />
  )
}
