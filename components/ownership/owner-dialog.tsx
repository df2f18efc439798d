"use client"

import { useTranslations } from "next-intl"
import { type ReactNode, use, useState } from "react"
import type { ServerAction } from "@/components/forms/call-action"
import { ConsoleForm } from "@/components/forms/console-form"
import { RefusalContext } from "@/components/forms/form"
import { FormField } from "@/components/forms/form-field"
import { MemberSelect } from "@/components/ownership/member-select"
import { Button } from "@/components/ui/button"
import { TextField } from "@/components/ui/field"
import { Dialog } from "@/components/ui/overlay"
import { SubmitButton } from "@/components/ui/submit-button"
import { toast } from "@/components/ui/toasts"
import { useWords } from "@/components/ui/words"
import type { Refused } from "@/lib/shared/outcome"
import type { Member } from "@/lib/shared/rows/members"
import { typedLine } from "@/lib/shared/typed/text"

/** By what the words are told that nobody is chosen yet. */
const NOBODY = "nobody"

export interface OwnerDialogProps {
  open: boolean
  close: () => void
  organization: { id: string; name: string }
  actions: { search: ServerAction<Member[]>; change: ServerAction }
  /** The field for the password. */
  password: ReactNode
  /** Whether the login is too old to do without it. */
  askPassword: boolean
}

/** Chooses the next owner, who is asked by a letter to confirm. */
export function OwnerDialog({ open, close, organization, actions, password, askPassword }: OwnerDialogProps) {
  const t = useTranslations("owner.dialog")
  const owner = useTranslations("owner")
  const words = useWords()
  const [chosen, choose] = useState<Member | null>(null)
  const [name, setName] = useState("")
  const [asked, setAsked] = useState(askPassword)
  const sent = () => {
    toast.success(t("sent", { name: chosen?.name ?? "" }))
    close()
  }
  const refused = ({ code, fields }: Refused) => {
    if (fields.password) setAsked(true)
    if (code !== "already_pending") return
    toast.error(owner("alreadyPending"))
    close()
  }
  const missing = !chosen ? "choose" : typedLine(name) !== typedLine(organization.name) ? "typeName" : null
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={t("title")}
      description={t("lead", { organization: organization.name })}
    >
      <ConsoleForm
        action={actions.change}
        more={{ organizationId: organization.id, accountId: chosen?.accountId ?? "" }}
        about={chosen?.accountId}
        onDone={sent}
        onRefused={refused}
      >
        {(pending) => (
          <>
            <Choice organizationId={organization.id} search={actions.search} chosen={chosen} choose={choose} />
            {chosen && <Destination chosen={chosen} />}
            <Consequences name={chosen?.name ?? NOBODY} />
            <TextField
              label={t("organization", { organization: organization.name })}
              value={name}
              onChange={({ target }) => setName(target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required
            />
            {asked && <div className="contents">{password}</div>}
            <div className="flex flex-wrap justify-end gap-2">
              <Button onClick={close}>{words.cancel}</Button>
              <SubmitButton pending={pending} disabledReason={missing && t(missing)}>
                {t("confirm", { name: chosen?.name ?? NOBODY })}
              </SubmitButton>
            </div>
          </>
        )}
      </ConsoleForm>
    </Dialog>
  )
}

interface ChoiceProps {
  organizationId: string
  search: OwnerDialogProps["actions"]["search"]
  chosen: Member | null
  choose: (member: Member | null) => void
}

function Choice({ organizationId, search, chosen, choose }: ChoiceProps) {
  const t = useTranslations("owner.dialog")
  return (
    <MemberSelect
      label={t("user")}
      error={use(RefusalContext)?.fields.accountId}
      organizationId={organizationId}
      action={search}
      value={chosen}
      onChange={choose}
    />
  )
}

/** Where the confirmation goes: to the e-mail of the chosen member, or to one that is typed here. */
function Destination({ chosen: { name, email } }: { chosen: Member }) {
  const t = useTranslations("owner.dialog")
  const refused = use(RefusalContext)
  if (email && !refused?.fields.email) {
    return (
      <p className="break-words">
        {t.rich("sentTo", { email, b: (chunks) => <bdi className="font-medium">{chunks}</bdi> })}
      </p>
    )
  }
  return (
    <FormField
      name="email"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      label={t("email")}
      hint={t("emailHint", { name })}
      autoComplete="off"
      required
    />
  )
}

function Consequences({ name }: { name: string }) {
  const t = useTranslations("owner.dialog")
  return (
    <div className="rounded-lg bg-warning-soft p-3 text-warning">
      <p className="font-semibold">{t("consequences", { name })}</p>
      <ul className="list-disc ps-5">
        {(["consequence1", "consequence2", "consequence3"] as const).map((one) => (
          <li key={one}>{t(one)}</li>
        ))}
      </ul>
    </div>
  )
}
