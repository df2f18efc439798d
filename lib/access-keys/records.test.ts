import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { whyNotInviteByApi } from "@/lib/access-keys/records"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { cancelAllFeatures, enableAllFeatures } from "@/lib/organizations/features"
import { newEmail, organization } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

test("while all features are being enabled, the page of access keys says what programs are refused", async () => {
  const org = await organization(db)
  const about = { organizationId: org.id }
  await db.execute(sql`update organizations set all_features = false where id = ${org.id}`)
  await enableAllFeatures(org.owner.ctx, about)
  const invitation = inviteAccount(org.owner.ctx, { ...about, target: { email: newEmail() }, note: "", tags: [] })
  await expect(invitation).rejects.toMatchObject({ code: "features_underway" })
  expect(await whyNotInviteByApi(org.owner.ctx, org.inView)).toBe("features_underway")
  await cancelAllFeatures(org.owner.ctx, about)
  expect(await whyNotInviteByApi(org.owner.ctx, org.inView)).toBeNull()
})
