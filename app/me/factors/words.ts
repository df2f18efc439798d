import { getTranslations } from "next-intl/server"
import type { RecoveryCodesWords } from "@/components/factors/recovery-codes"

/** What is said of new recovery codes. */
export async function recoveryCodesWords(): Promise<RecoveryCodesWords> {
  const t = await getTranslations("factors.recovery")
  return {
    onceTitle: t("onceTitle"),
    once: t("once"),
    copy: t("copy"),
    download: t("download"),
    file: t("file"),
    done: t("done"),
  }
}
