/** How the latest letter of a handshake fares. */
export type Delivery = "queued" | "sent" | "failed"
