"use client"

import { useTranslations } from "next-intl"
import { type ReactNode, useState, useTransition } from "react"
import { type ServerAction, useAction, useToastedAction } from "@/components/forms/call-action"
import { ConsoleForm } from "@/components/forms/console-form"
import { Button } from "@/components/ui/button"
import { ConfirmDialog, Dialog, OpenButton } from "@/components/ui/overlay"
import { SubmitButton } from "@/components/ui/submit-button"
import { toast } from "@/components/ui/toasts"

interface CodeProps {
  organizationId: string
  action: ServerAction
}

interface CodeResetProps extends CodeProps {
  /** The field for the password. */
  password: ReactNode
  /** Whether the login is too old to do without it. */
  askPassword: boolean
}

/** Replaces the invitation code, after one question, in which an old login types its password. */
export function CodeReset({ organizationId, action, password, askPassword }: CodeResetProps) {
  const t = useTranslations("invitationCode")
  const [open, setOpen] = useState(false)
  const [asked, setAsked] = useState(askPassword)
  const question = {
    open,
    onOpenChange: setOpen,
    title: t("resetTitle"),
    description: t("resetConsequence"),
  }
  const done = () => {
    toast.success(t("resetDone"))
    setOpen(false)
  }
  const props = { organizationId, action, question, onDone: done }
  return (
    <>
      <OpenButton onClick={() => setOpen(true)}>{t("reset")}</OpenButton>
      {asked ? (
        <WithPassword {...props} password={password} />
      ) : (
        <AtOnce {...props} onPassword={() => setAsked(true)} />
      )}
    </>
  )
}

interface QuestionProps extends CodeProps {
  question: { open: boolean; onOpenChange: (open: boolean) => void; title: string; description: string }
  onDone: () => void
}

function AtOnce({ organizationId, action, question, onDone, onPassword }: QuestionProps & { onPassword: () => void }) {
  const t = useTranslations("invitationCode")
  const callAction = useAction()
  const [pending, start] = useTransition()
  const reset = () =>
    start(async () => {
      const outcome = await callAction(action, { organizationId })
      if (outcome?.ok) onDone()
      else if (outcome?.fields.password) onPassword()
      else if (outcome) toast.error(outcome.message)
    })
  return <ConfirmDialog {...question} confirm={t("resetConfirm")} pending={pending} onConfirm={reset} />
}

function WithPassword({ organizationId, action, question, onDone, password }: QuestionProps & { password: ReactNode }) {
  const t = useTranslations("invitationCode")
  return (
    <Dialog {...question}>
      <ConsoleForm action={action} more={{ organizationId }} onDone={onDone}>
        {(pending) => (
          <>
            <div className="contents">{password}</div>
            <SubmitButton pending={pending} look="danger" size="large" wide>
              {t("resetConfirm")}
            </SubmitButton>
          </>
        )}
      </ConsoleForm>
    </Dialog>
  )
}

/** Gives an enterprise its first code, without a question because nothing can be lost. */
export function CodeCreation({ organizationId, action }: CodeProps) {
  const t = useTranslations("invitationCode")
  const callAction = useToastedAction()
  const [pending, start] = useTransition()
  const create = () =>
    start(async () => {
      if (await callAction(action, { organizationId })) toast.success(t("created"))
    })
  return (
    <Button look="primary" className="self-start" pending={pending} onClick={() => pending || create()}>
      {t("create")}
    </Button>
  )
}
