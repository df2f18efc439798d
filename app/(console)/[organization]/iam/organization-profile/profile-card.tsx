import { getFormatter, getTranslations } from "next-intl/server"
import { saveProfileAction } from "@/app/(console)/[organization]/iam/organization-profile/actions"
import { choices } from "@/app/(console)/[organization]/iam/organization-profile/choices"
import { profilePath } from "@/app/(console)/[organization]/iam/organization-profile/search-params"
import { ProfileForm } from "@/components/organization/profile-form"
import { Button } from "@/components/ui/button"
import { Card } from "@/components/ui/card"
import { CopyButton } from "@/components/ui/copy-button"
import { Facts } from "@/components/ui/facts"
import { RouterButton } from "@/components/ui/router-links"
import { countryName } from "@/lib/shared/kept/formatters"
import type { Profile } from "@/lib/shared/rows/organization"
import { readerLocale } from "@/lib/web/action"
import { readersZone } from "@/lib/web/reader/days"

interface ProfileCardProps {
  organizationId: string
  profile: Profile
  mayEdit: boolean
  editing: boolean
}

/** The fields of the profile, shown or edited. */
export async function ProfileCard({ organizationId, profile, mayEdit, editing }: ProfileCardProps) {
  const t = await getTranslations("profile")
  if (mayEdit && editing) {
    return (
      <Card title={t("basics")} description={t("mandatory")}>
        <ProfileForm
          organizationId={organizationId}
          profile={profile}
          choices={await choices()}
          action={saveProfileAction}
          back={profilePath(organizationId)}
        />
      </Card>
    )
  }
  const edit = mayEdit ? (
    <RouterButton href={profilePath(organizationId, "edit")}>{t("edit")}</RouterButton>
  ) : (
    <Button disabledReason={t("onlyEditors")}>{t("edit")}</Button>
  )
  return (
    <Card title={t("basics")} action={edit}>
      <ProfileFacts organizationId={organizationId} profile={profile} />
    </Card>
  )
}

async function ProfileFacts({ organizationId, profile }: Pick<ProfileCardProps, "organizationId" | "profile">) {
  const t = await getTranslations("profile")
  const [places, { dateTime }, locale] = await Promise.all([getTranslations("places"), getFormatter(), readerLocale()])
  const { name, handle, address, licenceNumber, industry, country, scale, createdAt } = profile
  const day = dateTime(createdAt, { dateStyle: "medium", timeZone: await readersZone() })
  const empty = <span className="text-tertiary">{t("empty")}</span>
  return (
    <Facts
      facts={[
        [t("name"), <bdi key="name">{name}</bdi>],
        [t("handle"), <Id key="handle" id={handle} />],
        handle === organizationId ? null : [t("programId"), <Id key="id" id={organizationId} />],
        [t("address"), address ? <Address key="address" address={address} /> : empty],
        [t("licenceNumber"), licenceNumber ?? empty],
        [t("industry"), industry ? places(`industries.${industry}`) : empty],
        [t("country"), country ? countryName(country, locale) : empty],
        [t("scale"), scale ? places(`scales.${scale}`) : empty],
        [
          t("created"),
          <time key="created" dateTime={createdAt.toISOString()}>
            {day}
          </time>,
        ],
      ]}
    />
  )
}

function Id({ id }: { id: string }) {
  return (
    <span className="-my-1 flex flex-wrap items-center gap-2">
      <code>{id}</code>
      <CopyButton text={id} look="quiet" size="small" />
    </span>
  )
}

function Address({ address }: { address: string }) {
  return (
    <span className="whitespace-pre-line" dir="auto">
      {address}
    </span>
  )
}
