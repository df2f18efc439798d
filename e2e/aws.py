"""Both sides of an invitation as programs with boto3; prints what they understood."""
import json
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, sender_key, guest_key, address = json.loads(sys.argv[1])


def program(key, secret=None):
    return boto3.client(
        "organizations",
        endpoint_url=endpoint,
        region_name="eu-west-1",
        aws_access_key_id=key["id"],
        aws_secret_access_key=secret or key["secret"],
    )


def told(call, **parameters):
    try:
        call(**parameters)
        return "done"
    except ClientError as error:
        reason = error.response.get("Reason")
        return " ".join(filter(None, [error.response["Error"]["Code"], reason]))


sender, guest = program(sender_key), program(guest_key)
target = {"Type": "EMAIL", "Id": address}
tags = [{"Key": "CostCenter", "Value": "42"}, {"Key": "Empty", "Value": ""}]


def invite(**more):
    return sender.invite_account_to_organization(Target=target, **more)["Handshake"]


said = {}
said["stranger"] = told(program(sender_key, secret="another").describe_organization)
said["none"] = told(guest.describe_organization)
said["bad tag"] = told(
    sender.invite_account_to_organization, Target=target, Tags=[{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
)
declined = invite(Notes="First try")
said["open"] = [declined["State"], declined["Action"], [party["Type"] for party in declined["Parties"]]]
said["days"] = (declined["ExpirationTimestamp"] - declined["RequestedTimestamp"]).days
said["duplicate"] = told(sender.invite_account_to_organization, Target=target)
said["declined"] = guest.decline_handshake(HandshakeId=declined["Id"])["Handshake"]["State"]
said["again"] = told(guest.decline_handshake, HandshakeId=declined["Id"])
said["late"] = told(guest.accept_handshake, HandshakeId=declined["Id"])
canceled = invite()
said["canceled"] = sender.cancel_handshake(HandshakeId=canceled["Id"])["Handshake"]["State"]
accepted = invite(Notes="Third try", Tags=tags)
said["waiting"] = [
    shake["Id"] == accepted["Id"]
    for shake in guest.list_handshakes_for_account()["Handshakes"]
    if shake["State"] == "OPEN"
]
said["notes"] = [
    resource["Value"]
    for resource in guest.describe_handshake(HandshakeId=accepted["Id"])["Handshake"]["Resources"]
    if resource["Type"] == "NOTES"
]
said["accepted"] = guest.accept_handshake(HandshakeId=accepted["Id"])["Handshake"]["State"]
said["member"] = told(sender.invite_account_to_organization, Target=target)
pages = sender.get_paginator("list_handshakes_for_organization").paginate(PaginationConfig={"PageSize": 2})
said["all"] = [shake["State"] for page in pages for shake in page["Handshakes"]]
pages = sender.get_paginator("list_accounts").paginate(PaginationConfig={"PageSize": 1})
[joined] = [account for page in pages for account in page["Accounts"] if account["Email"] == address]
said["account"] = [joined["Status"], joined["JoinedMethod"]]
attached = sender.list_tags_for_resource(ResourceId=joined["Id"])["Tags"]
said["tags"] = sorted(attached, key=lambda tag: tag["Key"]) == tags
who = boto3.client(
    "sts",
    endpoint_url=endpoint,
    region_name="eu-west-1",
    aws_access_key_id=guest_key["id"],
    aws_secret_access_key=guest_key["secret"],
).get_caller_identity()
said["who"] = who["Account"] == joined["Id"] and who["Arn"].endswith(":root")
print(json.dumps(said))
