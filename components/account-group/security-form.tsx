"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { ConsoleForm } from "@/components/forms/console-form"
import { FormField } from "@/components/forms/form-field"
import { Button } from "@/components/ui/button"
import { SubmitButton } from "@/components/ui/submit-button"
import { toast } from "@/components/ui/toasts"
import type { Security } from "@/lib/shared/rows/members"
import { withoutFlag } from "@/lib/shared/typed/numbers"
import { typedContact } from "@/lib/shared/typed/text"

interface SecurityFormProps {
  organizationId: string
  accountId: string
  security: Security
  action: ServerAction
  /** Goes back to the present binding; missing where there is none. */
  back?: () => void
  done: () => void
}

/** Takes e-mail and mobile number; an e-mail that failed is not offered again. */
export function SecurityForm({ organizationId, accountId, security, action, back, done }: SecurityFormProps) {
  const t = useTranslations("accountGroup.dialog")
  const { state, email, phone, modificationsLeft: left } = security
  const [typed, setTyped] = useState(state === "waiting" ? (email ?? "") : "")
  const sent = () => {
    toast.success(t("sent", { email: typedContact(typed) }))
    done()
  }
  return (
    <ConsoleForm action={action} more={{ organizationId, accountId }} onDone={sent}>
      {(pending) => (
        <>
          <FormField
            name="email"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            label={t("email")}
            hint={t("emailHint")}
            defaultValue={typed}
            onChange={({ target }) => setTyped(target.value)}
            autoComplete="off"
            required
          />
          <FormField
            name="phone"
            type="tel"
            label={t("phone")}
            hint={t("phoneHint")}
            defaultValue={withoutFlag(phone ?? "")}
            autoComplete="off"
            required
          />
          <p className="text-secondary text-sm">
            {state === "none" ? t("first", { count: left }) : t("last", { left })}
          </p>
          <div className="flex flex-wrap justify-end gap-2">
            {back && <Button onClick={back}>{t("back")}</Button>}
            <SubmitButton pending={pending}>{t("submit")}</SubmitButton>
          </div>
        </>
      )}
    </ConsoleForm>
  )
}
