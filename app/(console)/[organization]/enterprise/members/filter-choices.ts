import { getTranslations } from "next-intl/server"
import { idleSpans, spans } from "@/app/(console)/[organization]/enterprise/members/search-params"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { statusCounts } from "@/lib/invitations/status-counts"
import { counted } from "@/lib/shared/counts"
import { invitableRoles, origins, roles } from "@/lib/shared/roles"
import { troubles } from "@/lib/shared/rows/delivery"
import type { FilterChoices, FilterName, FilterPeriod } from "@/lib/shared/rows/filters"
import { securityStates } from "@/lib/shared/rows/members"
import { statuses } from "@/lib/shared/states"
import { readerLocale } from "@/lib/web/action"
import { dayIn, periodsUntil, readersZone } from "@/lib/web/reader/days"

type Asked = [ctx: LoggedIn, organizationId: ReadableOrganizationId]

const choices: Record<FilterName, (...asked: Asked) => Promise<FilterChoices | FilterPeriod>> = {
  status: async (ctx, organizationId) => {
    const [t, locale, counts] = await Promise.all([
      getTranslations("statuses"),
      readerLocale(),
      statusCounts(ctx, organizationId),
    ])
    return of(
      "status",
      statuses.map((value) => ({ value, word: t(value), count: counted(counts?.[value] ?? 0, locale) })),
      ["expires", "delivery"],
    )
  },
  invitedRole: async () => of("role", named(invitableRoles), ["delivery"]),
  expires: async () => {
    const t = await getTranslations("records")
    return of(
      "expires",
      spans.map((value) => ({ value, word: t("expiresIn", { days: Number(value) }) })),
      ["status", "delivery"],
    )
  },
  sent: period,
  delivery: async () => {
    const t = await getTranslations("records.delivery")
    return of(
      "delivery",
      troubles.map((value) => ({ value, word: t(value) })),
      ["status", "role", "expires"],
    )
  },
  role: async () => of("role", named(roles), ["origin", "inactive", "dir"]),
  came: async () => of("origin", await waysIn(), ["role", "inactive", "dir"]),
  inactive: async () => {
    const t = await getTranslations("members")
    return of(
      "inactive",
      idleSpans.map((value) => ({ value, word: t("inactiveFor", { days: Number(value) }) })),
      ["role", "origin", "dir"],
    )
  },
  origin: async () => of("origin", await waysIn()),
  security: async () => {
    const t = await getTranslations("accountGroup.states")
    return of(
      "security",
      securityStates.map((value) => ({ value, word: t(value) })),
    )
  },
}

/** What a filter of the lists of members, records and accounts can be set to, in the reader's language. */
export function choicesOf(
  ctx: LoggedIn,
  organizationId: ReadableOrganizationId,
  { filter }: { filter: FilterName },
): Promise<FilterChoices | FilterPeriod> {
  return choices[filter](ctx, organizationId)
}

function of(field: string, choices: FilterChoices["choices"], clears: string[] = []): FilterChoices {
  return { field, choices, clears }
}

function named(words: readonly string[]) {
  return words.map((word) => ({ value: word, word }))
}

async function waysIn() {
  const t = await getTranslations("origins")
  return origins.map((value) => ({ value, word: t(value) }))
}

async function period(): Promise<FilterPeriod> {
  const [t, zone] = await Promise.all([getTranslations("lists"), readersZone()])
  return {
    clears: [],
    from: t("fromDay", { zone }),
    to: t("toDay", { zone }),
    apply: t("applyFilter"),
    usual: periodsUntil(dayIn(zone)).map(([days, from]) => ({ word: t("lastDays", { days }), from })),
  }
}
