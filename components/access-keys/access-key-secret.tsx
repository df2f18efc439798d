"use client"

import { useTranslations } from "next-intl"
import { type RefObject, useId } from "react"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { CopyButton } from "@/components/ui/copy-button"
import { useFocusAsDrawn } from "@/components/ui/focus"
import { Input } from "@/components/ui/input"
import { ConfirmDialog } from "@/components/ui/overlay"

/** A new key with its secret, which is never shown again. */
export interface NewAccessKey {
  id: string
  secret: string
}

interface AccessKeySecretProps extends NewAccessKey {
  endpoint: string
  /** Whether it is the account's own key, which begins with its invitations instead of an organization. */
  own: boolean
  close: () => void
  /** Whether the reader wants to leave otherwise than by the button. */
  leaving: boolean
  stay: () => void
  /** The secret is elsewhere now. */
  onCopied: () => void
}

/** The only sight of a new secret, with what it takes to try it at once. */
export function AccessKeySecret({ id, secret, endpoint, own, close, leaving, stay, onCopied }: AccessKeySecretProps) {
  const t = useTranslations("accessKeys.secret")
  const field = useFocusAsDrawn<HTMLInputElement>()
  const lines = [
    `export AWS_ACCESS_KEY_ID=${id}`,
    `export AWS_SECRET_ACCESS_KEY=${secret}`,
    "export AWS_DEFAULT_REGION=us-east-1",
    `aws organizations --endpoint-url ${endpoint} ${own ? "list-handshakes-for-account" : "describe-organization"}`,
  ].join("\n")
  return (
    <>
      <div role="status">
        <Callout tone="warning" title={t("onceTitle")}>
          {t("once")}
        </Callout>
      </div>
      <Copied label={t("id")} text={id} copy={t("copyId")} />
      <Copied label={t("secret")} text={secret} copy={t("copySecret")} field={field} onCopied={onCopied} />
      <section aria-label={t("paste")} onCopy={onCopied} className="flex flex-col gap-1.5">
        <header className="flex items-center justify-between gap-3">
          <h3 className="font-medium text-sm">{t("paste")}</h3>
          <CopyButton text={lines} label={t("copyPaste")} size="small" onCopied={onCopied} />
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
        <pre tabIndex={0} className="overflow-x-auto rounded-md bg-muted p-3 text-xs leading-relaxed">
          {lines}
        </pre>
      </section>
      <Button look="primary" size="large" wide onClick={close}>
        {t("done")}
      </Button>
      <ConfirmDialog
        open={leaving}
        onOpenChange={stay}
        title={t("leave.title")}
        description={t("once")}
        confirm={t("leave.confirm")}
        stay={t("leave.stay")}
        onConfirm={close}
      />
    </>
  )
}

interface CopiedProps {
  label: string
  text: string
  /** The word on the button. */
  copy: string
  field?: RefObject<HTMLInputElement | null>
  onCopied?: () => void
}

function Copied({ label, text, copy, field, onCopied }: CopiedProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <div className="flex flex-wrap gap-2 sm:flex-nowrap">
        <Input
          id={id}
          ref={field}
          readOnly
          value={text}
          autoComplete="off"
          spellCheck={false}
          onCopy={onCopied}
          onFocus={({ currentTarget }) => currentTarget.select()}
          className="font-mono text-sm"
        />
        <CopyButton text={text} label={copy} onCopied={onCopied} className="h-9 min-w-32 pointer-coarse:h-10" />
      </div>
    </div>
  )
}
