"use server"

import { findMembers } from "@/lib/members/finding"
import { viewAction } from "@/lib/web/action"
import { shown } from "@/lib/web/reader/shown"

/** The members whom the palette finds. */
export const findMembersAction = viewAction("searchMembers", "members.read", async (...asked) =>
  shown(await findMembers(...asked)),
)
