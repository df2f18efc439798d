import type { Metadata, Route } from "next"
import { getTranslations } from "next-intl/server"
import { FactorDemand } from "@/app/factor-demand"
import { startAppAction } from "@/app/me/factors/actions"
import { ActionForm } from "@/components/forms/form"
import { Badge } from "@/components/ui/badge"
import { Card } from "@/components/ui/card"
import { LinkButton } from "@/components/ui/link-button"
import { PageHeader } from "@/components/ui/page-header"
import { SubmitButton } from "@/components/ui/submit-button"
import { Time } from "@/components/ui/time"
import type { LoggedIn } from "@/lib/core/context"
import { ownFactors } from "@/lib/factors/factors"
import { hasPasskeys } from "@/lib/factors/relying-party"
import { read } from "@/lib/handshake"
import { isPending } from "@/lib/shared/states"
import { letterToken } from "@/lib/web/letter"
import { safePath } from "@/lib/web/safe-path"
import { factorDemands, mustBeLoggedIn } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("factors"))("title") }
}

/** With what an account logs in beside its password. */
export default async function FactorsPage({ searchParams }: PageProps<"/me/factors">) {
  const { ctx } = await mustBeLoggedIn()
  const [t, words, { factors, codesLeft }] = await Promise.all([
    getTranslations("factors"),
    getTranslations("account"),
    ownFactors(ctx),
  ])
  const isOn = factors.length > 0
  return (
    <main id="content" className="mx-auto flex w-full max-w-[44rem] flex-col gap-5 px-4 py-6 sm:py-10">
      <PageHeader title={t("title")} facts={t("lead")} actions={<LinkButton href="/me">{words("back")}</LinkButton>} />
      <WhatFor ctx={ctx} next={safePath((await searchParams).next)} />
      <Card>
        {isOn ? (
          <ul className="flex flex-col divide-y">
            {factors.map((factor) => (
              <FactorLine key={factor.id} {...factor} />
            ))}
          </ul>
        ) : (
          <p className="text-secondary">{t("off")}</p>
        )}
        <div className="flex flex-wrap gap-2">
          {hasPasskeys() && (
            <LinkButton look={isOn ? "secondary" : "primary"} href="/me/factors/passkey">
              {t("addPasskey")}
            </LinkButton>
          )}
          <ActionForm action={startAppAction}>
            <SubmitButton look="secondary">{t("addApp")}</SubmitButton>
          </ActionForm>
        </div>
        {!hasPasskeys() && <p className="text-secondary text-sm">{t("noPasskeys")}</p>}
      </Card>
      {isOn && (
        <Card
          title={t("recovery.title")}
          description={t("recovery.lead")}
          action={<LinkButton href="/me/factors/codes">{t("recovery.make")}</LinkButton>}
        >
          <p className={codesLeft < 3 ? "text-warning" : undefined}>{t("recovery.left", { left: codesLeft })}</p>
        </Card>
      )}
    </main>
  )
}

/** Who demands it, and the way back to what somebody came from. */
async function WhatFor({ ctx, next }: { ctx: LoggedIn; next: string }) {
  const [t, demands, invitation, transfer] = await Promise.all([
    getTranslations("factors.demanded"),
    factorDemands(),
    waitsFor(ctx, "invite"),
    waitsFor(ctx, "confirm"),
  ])
  const mayWait = demands !== null && !demands.isOverdue && next !== "/"
  return (
    <>
      {demands && <FactorDemand demands={demands} />}
      {(invitation || transfer || mayWait) && (
        <div className="flex flex-wrap gap-2">
          {invitation && <LinkButton href="/invite">{t("toInvitation")}</LinkButton>}
          {transfer && <LinkButton href="/confirm">{t("toTransfer")}</LinkButton>}
          {mayWait && <LinkButton href={next as Route}>{t("later")}</LinkButton>}
        </div>
      )}
    </>
  )
}

/** Whether the letter that was opened last in this browser waits for who is logged in. */
async function waitsFor(ctx: LoggedIn, page: "invite" | "confirm"): Promise<boolean> {
  const token = await letterToken(page)
  const found = token ? await read(ctx, { token }) : null
  return found?.addressed === true && isPending(found.handshake.state)
}

type FactorLineProps = Awaited<ReturnType<typeof ownFactors>>["factors"][number]

async function FactorLine({ id, kind, name, createdAt, lastUsedAt }: FactorLineProps) {
  const t = await getTranslations("factors")
  const when = (moment: Date) => ({ when: () => <Time value={moment} /> })
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 first:pt-0">
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-2 font-medium">
          <bdi className="wrap-anywhere">{name}</bdi>
          {name !== t(`kinds.${kind}`) && <Badge>{t(`kinds.${kind}`)}</Badge>}
        </h2>
        <p className="text-secondary text-sm">
          <span>{t.rich("created", when(createdAt))}</span>
          <span aria-hidden> · </span>
          <span>{lastUsedAt ? t.rich("used", when(lastUsedAt)) : t("unused")}</span>
        </p>
      </div>
      <LinkButton href={`/me/factors/${id}` as Route} aria-label={t("editOf", { name })}>
        {t("edit")}
      </LinkButton>
    </li>
  )
}
