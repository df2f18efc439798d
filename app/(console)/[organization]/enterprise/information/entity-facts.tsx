import { getTranslations } from "next-intl/server"
import type { CertificationRequest } from "@/lib/rows"

/** A legal person, verified or not yet, in the words of a form. */
export async function entityFacts({
  name,
  licenceNumber,
  type,
}: Pick<CertificationRequest, "name" | "licenceNumber" | "type">) {
  const [t, types] = await Promise.all([getTranslations("information"), getTranslations("entityTypes")])
  return [
    [
      t("name"),
      <bdi key="name" className="font-medium">
        {name}
      </bdi>,
    ],
    [
      t("licenceNumber"),
      <code key="licence" className="break-all">
        {licenceNumber}
      </code>,
    ],
    [t("type"), types(`${type}.name`)],
  ] as const
}
