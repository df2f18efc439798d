import { getTranslations } from "next-intl/server"
import { LegalName, LicenceNumber } from "@/components/certification/legal-person"
import type { CertificationRequest } from "@/lib/shared/rows/certification"

/** A legal person, verified or not yet, in the words of a form. */
export async function entityFacts({
  name,
  licenceNumber,
  type,
}: Pick<CertificationRequest, "name" | "licenceNumber" | "type">) {
  const [t, types] = await Promise.all([getTranslations("information"), getTranslations("entityTypes")])
  return [
    [t("name"), <LegalName key="name">{name}</LegalName>],
    [t("licenceNumber"), <LicenceNumber key="licence">{licenceNumber}</LicenceNumber>],
    [t("type"), types(`${type}.name`)],
  ] as const
}
