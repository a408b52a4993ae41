// Submits a job document by one message and prints its statuses until the job is over.
//
//	go mod init example && go get github.com/confluentinc/confluent-kafka-go/v2 && go run submit.go BROKERS FILE
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/confluentinc/confluent-kafka-go/v2/kafka"
)

const jobs, statuses = "modelops.jobs", "modelops.jobs.status"

var codes = map[string]int{"succeeded": 0, "failed": 1, "rejected": 2, "cancelled": 4}

type snapshot struct {
	JobID    *string `json:"job_id"`
	Revision int64   `json:"revision"`
	State    string  `json:"state"`
	Terminal bool    `json:"terminal"`
	Request  struct {
		Partition *int32 `json:"partition"`
		Offset    *int64 `json:"offset"`
	} `json:"request"`
	Result *struct {
		Verdict string `json:"verdict"`
	} `json:"result"`
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Print(err)
		os.Exit(5)
	}
	return value
}

func main() {
	topic, document := jobs, must(os.ReadFile(os.Args[2]))
	producer := must(kafka.NewProducer(&kafka.ConfigMap{"bootstrap.servers": os.Args[1], "enable.idempotence": true}))
	answer := make(chan kafka.Event, 1)
	place := kafka.TopicPartition{Topic: &topic, Partition: kafka.PartitionAny}
	must(0, producer.Produce(&kafka.Message{TopicPartition: place, Value: document}, answer))
	sent := (<-answer).(*kafka.Message).TopicPartition
	must(0, sent.Error)

	// A group of its own for each run: the status topic is compacted, so that reading it from its beginning is cheap.
	group := fmt.Sprintf("example-%d", time.Now().UnixNano())
	reader := must(kafka.NewConsumer(&kafka.ConfigMap{"bootstrap.servers": os.Args[1], "group.id": group, "auto.offset.reset": "earliest"}))
	must(0, reader.Subscribe(statuses, nil))
	highest := int64(-1)
	for {
		message, err := reader.ReadMessage(time.Second)
		if err != nil || message.Value == nil {
			continue
		}
		var status snapshot
		must(0, json.Unmarshal(message.Value, &status))
		request := status.Request
		if request.Partition == nil || *request.Partition != sent.Partition || *request.Offset != int64(sent.Offset) || status.Revision <= highest {
			continue
		}
		highest = status.Revision
		fmt.Println(status.State)
		if status.Terminal {
			if status.Result != nil && status.Result.Verdict == "gates_failed" {
				os.Exit(3)
			}
			os.Exit(codes[status.State])
		}
	}
}
