using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Load;

/// <summary>Writes pods as an API server returns them: as recorded, 3.4 KB each, of which most says nothing about traffic.</summary>
internal static class PodJson
{
    public static JsonObject Of(Pod pod, int number)
    {
        var app = pod.Labels.TryGetValue("app", out var name) ? name : pod.Workload.Name;
        var hash = pod.Labels.TryGetValue("pod-template-hash", out var found) ? found : "";
        var address = pod.Addresses[0].ToString();
        var port = pod.Ports.Ports[0];
        var json = $$$"""
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{pod.Key.Name}}}","generateName":"{{{pod.Workload.Name}}}-{{{hash}}}-","namespace":"{{{pod.Key.Namespace}}}",
            "uid":"{{{Uid(number)}}}","generation":1,"creationTimestamp":"2026-11-21T22:48:01Z","labels":{{{Labels(pod.Labels)}}},
            "annotations":{"kubectl.kubernetes.io/restartedAt":"2026-11-20T08:00:00Z","checksum/config":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"},
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{{pod.Workload.Name}}}-{{{hash}}}","uid":"{{{Uid(number + 1_000_000)}}}","controller":true,"blockOwnerDeletion":true}],
            "managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-11-21T22:48:01Z","fieldsType":"FieldsV1",
            "fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:kubectl.kubernetes.io/restartedAt":{},"f:checksum/config":{} },"f:generateName":{},"f:labels":{".":{},"f:app":{},"f:pod-template-hash":{},"f:tier":{} },"f:ownerReferences":{".":{},"k:{\"uid\":\"{{{Uid(number + 1_000_000)}}}\"}":{} } },
            "f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":{{{port.Number}}},\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:name":{},"f:protocol":{} } },"f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{} } },"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{} } } },
            {"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"2026-11-21T22:48:03Z","fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:phase":{},"f:podIP":{},"f:podIPs":{".":{},"k:{\"ip\":\"{{{address}}}\"}":{".":{},"f:ip":{} } } } },"subresource":"status"}]},
            "spec":{"volumes":[{"name":"kube-api-access-ffgnl","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"} },{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]} },{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"} }]} }],"defaultMode":420} }],
            "containers":[{"name":"c","image":"registry.invalid/{{{app}}}:1","ports":[{{{string.Join(',', pod.Ports.Ports.Select(Port))}}}],"resources":{},"volumeMounts":[{"name":"kube-api-access-ffgnl","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],
            "restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"default","serviceAccount":"default","nodeName":"{{{pod.NodeName}}}","securityContext":{},"schedulerName":"default-scheduler",
            "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"priority":0,"enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority"},
            "status":{"phase":"Running","hostIP":"192.0.2.1","hostIPs":[{"ip":"192.0.2.1"}],"podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}],"qosClass":"BestEffort"} }
            """;
        return (JsonObject)JsonNode.Parse(json)!;
    }

    public static string Labels(Labels labels) =>
        $"{{{string.Join(',', labels.Pairs.ToArray().Select(pair => $"\"{pair.Key}\":\"{pair.Value}\""))}}}";

    private static string Uid(int number) => string.Create(CultureInfo.InvariantCulture, $"60ad69aa-5f46-4e03-a405-{number:x12}");

    private static string Port(ContainerPort port) =>
        $$$"""{"name":"{{{port.Name}}}","containerPort":{{{port.Number}}},"protocol":"{{{port.Protocol.Name()}}}"}""";
}
