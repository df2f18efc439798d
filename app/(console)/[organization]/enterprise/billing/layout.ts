import { gateLayout } from "@/lib/web/gate-layout"

export default gateLayout("billing.read")
