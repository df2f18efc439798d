"use client"

import { useTranslations } from "next-intl"
import { type ReactNode, useTransition } from "react"
import { type ServerAction, useToastedAction } from "@/components/forms/call-action"
import { Contact } from "@/components/lists/contact"
import { DeliveryBadge } from "@/components/lists/delivery-badge"
import { useDeliveryWatch } from "@/components/lists/delivery-watch"
import { Button } from "@/components/ui/button"
import { Callout } from "@/components/ui/callout"
import { Facts } from "@/components/ui/facts"
import { Time } from "@/components/ui/time"
import { toast } from "@/components/ui/toasts"
import type { MemberAccount, Security } from "@/lib/shared/rows/members"

interface BindingStatusProps {
  account: MemberAccount
  sendAgain: ServerAction
  edit: () => void
}

/** Shows what is bound and waits for its activation, the delivery of its letter, and Send again. */
export function WaitingBinding({ account: { name, security }, sendAgain, edit }: BindingStatusProps) {
  const t = useTranslations("accountGroup.dialog")
  const callAction = useToastedAction()
  const [pending, start] = useTransition()
  const { email, handshakeId, delivery, failure } = security
  useDeliveryWatch([{ id: handshakeId, delivery }])
  const again = () =>
    start(async () => {
      if (await callAction(sendAgain, { id: handshakeId })) toast.success(t("sentAgain", { email: email ?? "" }))
    })
  return (
    <>
      <p>{t("waiting", { name })}</p>
      <BindingFacts security={security} until={t("until")}>
        {delivery && <DeliveryBadge delivery={delivery} failure={failure} />}
      </BindingFacts>
      <BindingButtons>
        <Modify security={security} edit={edit}>
          {t("modify")}
        </Modify>
        <Button look="primary" pending={pending} onClick={() => pending || again()}>
          {t("again")}
        </Button>
      </BindingButtons>
    </>
  )
}

/** What was not activated in time, and Bind again with another e-mail. */
export function FailedBinding({ account: { security }, edit }: BindingStatusProps) {
  const t = useTranslations("accountGroup.dialog")
  return (
    <>
      <Callout tone="warning" title={t("failed")}>
        {t("burned", { email: security.email ?? "" })}
      </Callout>
      <BindingFacts security={security} until={t("expired")} />
      <BindingButtons>
        <Modify security={security} edit={edit} primary>
          {t("bindAgain")}
        </Modify>
      </BindingButtons>
    </>
  )
}

interface BoundProps {
  security: Security
  /** The label of the deadline. */
  until: string
  children?: ReactNode
}

function BindingFacts({ security, until, children }: BoundProps) {
  const t = useTranslations("accountGroup.dialog")
  const { email, phone, expiresAt, modificationsLeft: left } = security
  return (
    <Facts
      facts={[
        [t("email"), email && <Contact key="email" address={email} />],
        [t("phone"), phone && <Contact key="phone" address={phone} />],
        [
          until,
          expiresAt && (
            <span key="until">
              <Time value={expiresAt} absolute />
              <span className="block text-secondary text-sm">
                <Time value={expiresAt} left={security.state === "waiting"} />
              </span>
            </span>
          ),
        ],
        children ? [t("letter"), children] : null,
        [t("modifications"), t("left", { left })],
      ]}
    />
  )
}

interface ModifyProps {
  security: Security
  edit: () => void
  primary?: boolean
  children: ReactNode
}

/** Explains when no modification is left. */
function Modify({ security: { modificationsLeft: left }, edit, primary, children }: ModifyProps) {
  const t = useTranslations("accountGroup.dialog")
  return (
    <Button look={primary ? "primary" : undefined} disabledReason={left > 0 ? null : t("spent")} onClick={edit}>
      {children}
    </Button>
  )
}

function BindingButtons({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2">{children}</div>
}
