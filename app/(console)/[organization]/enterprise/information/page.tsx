import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { Certified } from "@/app/(console)/[organization]/enterprise/information/certified"
import { CodeCard } from "@/app/(console)/[organization]/enterprise/information/code-card"
import { Pending } from "@/app/(console)/[organization]/enterprise/information/pending"
import { Uncertified } from "@/app/(console)/[organization]/enterprise/information/uncertified"
import { ClientMessages } from "@/app/(console)/client-messages"
import { PageHeader } from "@/components/ui/page-header"
import { certificationOf } from "@/lib/organizations/certification"
import { can } from "@/lib/shared/roles"
import { requirePermission } from "@/lib/web/session"

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("information"))("title") }
}

/** Enterprise > Enterprise Information: the verified entity or the way to one, and the invitation code. */
export default async function InformationPage({ params }: PageProps<"/[organization]/enterprise/information">) {
  const [{ organization: id }, t] = await Promise.all([params, getTranslations("information")])
  const { ctx, organization } = await requirePermission(id, "profile.read")
  const { entity, latest, answerable } = await certificationOf(ctx, organization.organizationId)
  return (
    <ClientMessages of={["information", "invitationCode"]}>
      <PageHeader title={t("title")} facts={t("lead", { organization: organization.name })} />
      {entity ? (
        <>
          <Certified entity={entity} />
          {can(organization.role, "code.manage") && <CodeCard ctx={ctx} organization={organization} />}
        </>
      ) : latest?.status === "pending" ? (
        <Pending organization={organization} request={latest} answerable={answerable} />
      ) : (
        <Uncertified ctx={ctx} organization={organization} latest={latest} answerable={answerable} />
      )}
    </ClientMessages>
  )
}
