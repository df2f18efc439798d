"use client"

import { useFormatter, useTranslations } from "next-intl"
import { useState, useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { Callout } from "@/components/ui/callout"
import { ConfirmDialog, OpenButton } from "@/components/ui/overlay"
import { Time } from "@/components/ui/time"
import { toast } from "@/components/ui/toasts"
import type { Features } from "@/lib/shared/rows/organization"

type Request = NonNullable<Features["request"]>

interface FeaturesEnablingProps {
  organizationId: string
  action: ServerAction
}

/** Asks every member account to approve all features, after one question. */
export function FeaturesEnabling({ organizationId, action }: FeaturesEnablingProps) {
  const t = useTranslations("features")
  const { asking, ask, close, pending, run } = useAsking()
  return (
    <>
      <OpenButton onClick={ask}>{t("enable")}</OpenButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={close}
        title={t("question")}
        description={t("consequence")}
        confirm={t("ask")}
        look="primary"
        pending={pending}
        onConfirm={() => run(action, { organizationId }, t("asked"))}
      />
    </>
  )
}

interface FeaturesRequestProps {
  organizationId: string
  request: Request
  actions: { confirm: ServerAction; cancel: ServerAction }
}

/** A request for all features: who has approved, until when, and what the super admin can do about it. */
export function FeaturesRequest({ organizationId, request, actions }: FeaturesRequestProps) {
  const t = useTranslations("features")
  const { list } = useFormatter()
  const { state, asked, declined, waiting, entitled, initiator, expiresAt } = request
  const ready = state === "open" && entitled
  return (
    <Callout tone={ready ? "success" : "warning"} title={t(state)}>
      <div className="flex flex-col gap-2">
        {state === "open" && entitled && <p>{t("openLead")}</p>}
        {asked > 0 && <Progress {...request} />}
        {waiting.length > 0 && <p className="wrap-anywhere">{t("waiting", { names: list(waiting) })}</p>}
        {declined.length > 0 && <p>{t("declined", { names: list(declined), count: declined.length })}</p>}
        {!entitled && <p>{t("orphaned", { name: initiator })}</p>}
        <p>
          {t.rich("until", { hour: () => <Time value={expiresAt} absolute />, left: () => <Time value={expiresAt} /> })}
        </p>
        <div className="flex flex-wrap items-center gap-2">
          <Confirming request={request} action={actions.confirm} />
          <Canceling organizationId={organizationId} action={actions.cancel} />
          {entitled && state !== "open" && <p className="text-sm">{t("notYet")}</p>}
        </div>
      </div>
    </Callout>
  )
}

function Progress({ asked, approved }: Request) {
  const t = useTranslations("features")
  return (
    <div>
      <p data-figures>{t("approved", { asked, approved })}</p>
      <svg
        aria-hidden
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        className="mt-1.5 block h-1.5 w-full min-w-44 rounded-full bg-surface"
      >
        <rect width={(100 * approved) / asked} height="1" className="fill-current" />
      </svg>
    </div>
  )
}

function Confirming({
  request: { id, state, entitled, initiator },
  action,
}: {
  request: Request
  action: ServerAction
}) {
  const t = useTranslations("features")
  const { asking, ask, close, pending, run } = useAsking()
  const blockedBy = entitled ? (state === "open" ? null : t("notYet")) : t("orphaned", { name: initiator })
  return (
    <>
      <OpenButton look="primary" disabledReason={blockedBy} onClick={ask}>
        {t("confirm")}
      </OpenButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={close}
        title={t("confirmQuestion")}
        description={t("confirmConsequence")}
        confirm={t("enable")}
        look="primary"
        pending={pending}
        onConfirm={() => run(action, { id }, t("enabled"))}
      />
    </>
  )
}

function Canceling({ organizationId, action }: FeaturesEnablingProps) {
  const t = useTranslations("features")
  const { asking, ask, close, pending, run } = useAsking()
  return (
    <>
      <OpenButton onClick={ask}>{t("cancel")}</OpenButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={close}
        title={t("cancelQuestion")}
        description={t("cancelConsequence")}
        confirm={t("cancelConfirm")}
        stay={t("keep")}
        pending={pending}
        onConfirm={() => run(action, { organizationId }, t("canceled"))}
      />
    </>
  )
}

/** Asks one question and runs the action it is about. */
function useAsking() {
  const callAction = useToastedAction()
  const [asking, setAsking] = useState(false)
  const [pending, start] = useTransition()
  const run = (action: ServerAction, input: Record<string, unknown>, done: string) =>
    start(async () => {
      if (await callAction(action, input)) toast.success(done)
      setAsking(false)
    })
  return { asking, pending, run, ask: () => setAsking(true), close: setAsking }
}
