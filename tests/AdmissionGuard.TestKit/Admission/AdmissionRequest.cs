using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>A write that webhooks are asked about.</summary>
/// <param name="Kind">What is written.</param>
/// <param name="Subresource">Such as <c>status</c>; empty for the object itself.</param>
/// <param name="Operation"><c>CREATE</c>, <c>UPDATE</c> or <c>DELETE</c>.</param>
/// <param name="Namespace">Empty for objects of the cluster.</param>
/// <param name="Name">Empty when a collection is deleted: recorded as <c>deletecollection</c>.</param>
/// <param name="User">Who writes.</param>
/// <param name="Object">As it is to be stored; null on a delete.</param>
/// <param name="OldObject">As it is stored; null on a create.</param>
/// <param name="DryRun">Whether nothing is stored.</param>
/// <param name="Options">The request's <c>CreateOptions</c>, <c>UpdateOptions</c> or <c>DeleteOptions</c>.</param>
public sealed record AdmissionRequest(
    ResourceKind Kind,
    string Subresource,
    string Operation,
    string Namespace,
    string Name,
    ApiUser User,
    JsonObject? Object,
    JsonObject? OldObject,
    bool DryRun,
    JsonObject Options);
